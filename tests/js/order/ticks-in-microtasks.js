// All ticks, then all microtasks, and again until both are empty.
queueMicrotask(() => {
  console.log('microtask 1');
  process.nextTick(() => console.log('tick from microtask 1'));
  queueMicrotask(() => console.log('microtask from microtask 1'));
});
queueMicrotask(() => console.log('microtask 2'));
process.nextTick(() => {
  console.log('tick 1');
  queueMicrotask(() => {
    console.log('microtask from tick 1');
    process.nextTick(() => console.log('tick from microtask from tick 1'));
  });
  process.nextTick(() => console.log('tick from tick 1'));
});
process.nextTick(() => console.log('tick 2'));
