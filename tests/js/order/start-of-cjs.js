// CommonJS begins outside of all queues: ticks first, then microtasks. What it imports has a turn of its own.
process.nextTick(() => {
  console.log('tick');
  queueMicrotask(() => console.log('microtask of the tick'));
});
queueMicrotask(() => {
  console.log('microtask');
  process.nextTick(() => console.log('tick of the microtask'));
});
(async () => {
  console.log('async body');
  await null;
  console.log('async after await');
  process.nextTick(() => console.log('tick of async'));
  await null;
  console.log('async after another');
})();
new Promise((resolve) => {
  console.log('executor');
  process.nextTick(resolve, 'resolved by a tick');
}).then(console.log);
console.log('main ends');
