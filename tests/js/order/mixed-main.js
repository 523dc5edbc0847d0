// From the main program: ticks, then microtasks, then timers, whatever the order of asking.
setTimeout(() => console.log('timeout'), 0);
Promise.resolve().then(() => console.log('promise 1'));
queueMicrotask(() => console.log('microtask 1'));
process.nextTick(() => console.log('tick 1'));
(async () => {
  console.log('async body');
  await null;
  console.log('after await');
})();
queueMicrotask(() => console.log('microtask 2'));
process.nextTick((a, b) => console.log('tick 2', a, b), 'with', 'arguments');
console.log('main ends');
