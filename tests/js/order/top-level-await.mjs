// An ECMAScript module begins in a microtask: what it leaves behind is done in another order than CommonJS's.
process.nextTick(() => console.log('tick'));
queueMicrotask(() => console.log('microtask'));
setImmediate(() => console.log('immediate'));
console.log('body');
await null;
console.log('after await');
process.nextTick(() => console.log('second tick'));
await new Promise((resolve) => setImmediate(resolve));
console.log('after the immediate');
process.nextTick(() => console.log('third tick'));
queueMicrotask(() => console.log('third microtask'));
await new Promise((resolve) => setImmediate(resolve));
const { part } = await import('./fixtures/part.mjs');
console.log('imported', part);
process.on('exit', () => console.log('exit'));
