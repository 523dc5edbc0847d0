// A rejection that nobody handles ends the program, after the microtasks of its turn.
Promise.reject(new Error('nobody cares'));
queueMicrotask(() => console.log('microtask'));
process.nextTick(() => console.log('tick'));
setTimeout(() => console.log('never'), 1);
process.on('exit', (code) => console.log('exit', code));
