// Who runs first? The order in which Node, and evloop, do what was asked for later.
setTimeout(() => console.log('6 a timer'), 0);
Promise.resolve().then(() => console.log('4 a promise'));
process.nextTick(() => console.log('3 a tick: before promises, since this is CommonJS'));
queueMicrotask(() => console.log('5 a microtask: one queue with promises'));
console.log('1 the program itself');
setTimeout(() => setImmediate(() => console.log('7 an immediate that a timer asked for: in the same turn')), 0);
console.log('2 … to its end');
