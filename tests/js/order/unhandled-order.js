// A rejection that nobody listens to is told of when ticks and microtasks are done; one that finds a listener late is
// told of twice.
process.on('unhandledRejection', (reason) => {
  console.log('unhandled', reason);
  process.nextTick(() => console.log('tick of the handler', reason));
  if (reason === 'late') setImmediate(() => late.catch((why) => console.log('caught', why)));
});
process.on('rejectionHandled', (promise) => {
  console.log('handled after all', promise === late);
  setTimeout(inTimer, 1);
});

const late = Promise.reject('late');
Promise.reject('in time').catch((reason) => console.log('caught', reason));
const afterTick = Promise.reject('within a tick');
process.nextTick(() => {
  console.log('tick');
  afterTick.catch((reason) => console.log('caught', reason));
});
queueMicrotask(() => {
  Promise.reject('of a microtask');
  console.log('microtask');
});
function inTimer() {
  Promise.reject('of a timer');
  process.nextTick(() => console.log('tick of the timer'));
  console.log('timer');
}
console.log('main ends');
