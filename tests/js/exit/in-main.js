// Nothing after process.exit runs, but the exit listeners do.
process.on('exit', (code) => console.log('exit', code, process.exitCode));
setTimeout(() => console.log('never'), 0);
process.nextTick(() => console.log('never'));
Promise.resolve().then(() => console.log('never'));
console.log('before');
process.exit(3);
console.log('never');
