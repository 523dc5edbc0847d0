// process.stdout.write and console.log keep their order; write takes bytes, encodings and a callback.
process.stdout.write('a');
console.log('b');
process.stdout.write(Buffer.from('c\n'));
process.stdout.write('64656667', 'hex');
process.stdout.write('\n', () => console.log('written'));
console.log('after', process.stdout.write(''), process.stdout.fd, process.stderr.fd);
console.log('%s is %d and %j', 'text', 42, { a: 1 }, 'rest');
