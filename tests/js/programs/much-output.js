// More output than a pipe holds, and then an immediate end: what was printed before is there in full.
for (let i = 0; i < 5000; i++) console.log('line', i, 'of some length to fill the buffers of the pipe');
process.exit(21);
