// Timers of hours and days, in the order and at the times of real time, with all that comes between them.
const say = (...words) => console.log(new Date().toISOString().slice(5, 16), ...words);
const HOUR = 36e5;

say('begin', performance.now(), process.uptime(), process.hrtime(), process.hrtime.bigint());
const begun = process.hrtime();

setTimeout(say, 3 * HOUR, 'three');
setTimeout(say, HOUR, 'one');
setTimeout(() => {
  say('two');
  process.nextTick(say, 'two, tick');
  Promise.resolve('two, promise').then(say);
  setImmediate(say, 'two, immediate');
  setTimeout(say, 0, 'two, and a millisecond');
}, 2 * HOUR);
setTimeout(say, 2 * HOUR, 'two, second');
setTimeout(say, 20 * 24 * HOUR, 'three weeks, nearly');
const never = setTimeout(say, 90 * 60e3, 'never');
setTimeout(clearTimeout, 80 * 60e3, never);
setTimeout(say, HOUR, 'unreferenced, but nobody waits for it').unref();

let beats = 0;
const beat = setInterval(() => {
  say('beat', ++beats);
  if (beats === 3) clearInterval(beat);
}, 8 * HOUR);

(async () => {
  const { setTimeout: sleep, setInterval: every } = require('timers/promises');
  await sleep(25 * HOUR);
  say('awaited', performance.now() / HOUR, process.uptime() / 3600, process.hrtime(begun));
  let count = 0;
  for await (const value of every(12 * HOUR, 'again')) {
    say(value);
    if (++count === 2) break;
  }
  say('end', new Date() - new Date(performance.timeOrigin));
})();

process.on('exit', () => say('exit'));
