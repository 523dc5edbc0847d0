// Ticks and microtasks behind one that throws still run, and all of it in order.
process.on('uncaughtException', (error, origin) => console.log('uncaught', error.message, origin));
process.nextTick(() => { throw new Error('in tick'); });
process.nextTick(() => console.log('next tick'));
queueMicrotask(() => { throw new Error('in microtask'); });
queueMicrotask(() => console.log('next microtask'));
