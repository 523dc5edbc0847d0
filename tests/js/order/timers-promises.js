// The promises of timers settle within their callbacks: who awaits goes on before the next timer of the same moment.
const { setImmediate: immediate, setInterval: interval, setTimeout: timeout } = require('timers/promises');

(async () => {
  console.log(await timeout(1, 'timeout'));
  process.nextTick(() => console.log('tick after timeout'));
  console.log(await immediate('immediate'));
  queueMicrotask(() => console.log('microtask after immediate'));
  let count = 0;
  for await (const value of interval(1, 'interval')) {
    console.log(value, ++count);
    if (count === 3) break;
  }
  const stop = new AbortController();
  const waiting = timeout(60000, undefined, { signal: stop.signal }).catch((error) => console.log(error.name, error.code));
  process.nextTick(() => {
    stop.abort();
    console.log('aborted');
  });
  await waiting;
  await Promise.all([1, 2, 3].map(async (number) => {
    await timeout(5);
    console.log('woken', number);
    await null;
    console.log('and on', number);
  }));
})();
