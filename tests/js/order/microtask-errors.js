// A microtask that throws: the others run, then ticks, then what comes later; the handler hears of each in its place.
process.on('uncaughtException', (error, origin) => {
  console.log('uncaught', error.message, origin);
  process.nextTick(() => console.log('tick of the handler of', error.message));
  queueMicrotask(() => console.log('microtask of the handler of', error.message));
});
queueMicrotask(() => console.log('first'));
queueMicrotask(() => { throw new Error('second'); });
queueMicrotask(() => console.log('third'));
queueMicrotask(() => { throw new Error('fourth'); });
Promise.resolve().then(() => { throw new Error('of a promise'); });
process.nextTick(() => {
  console.log('tick');
  queueMicrotask(() => { throw new Error('of a tick'); });
  process.nextTick(() => console.log('tick of the tick'));
});
setImmediate(() => console.log('immediate'));
console.log('main ends');
