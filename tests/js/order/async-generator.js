// for await over an async generator, interleaved with ticks, timers and immediates.
async function* numbers() {
  for (let i = 0; i < 3; i++) {
    await new Promise((resolve) => setImmediate(resolve));
    yield i;
  }
}
(async () => {
  for await (const n of numbers()) {
    console.log('number', n);
    process.nextTick(() => console.log('tick after', n));
    queueMicrotask(() => console.log('microtask after', n));
  }
  console.log('done');
})();
console.log('main');
