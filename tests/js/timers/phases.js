// Immediates that do not count wait for the loop to come by; those that count keep it awake.
const log = (...words) => console.log(words.join(' '));
const start = performance.now();

setTimeout(() => {
  log('timer');
  setImmediate(() => {
    log('immediate');
    setImmediate(() => log('unreferenced, after all of the next turn')).unref();
    setImmediate(() => log('immediate of an immediate'));
    process.nextTick(() => log('tick'));
  });
}, 30);
setImmediate(() => {
  log('early', performance.now() - start < 25);
  const one = setImmediate(() => log('one', performance.now() - start >= 29));
  const two = setImmediate(() => log('two', performance.now() - start >= 29));
  one.unref();
  two.unref();
});
let turns = 0;
(function again() { if (++turns < 10) setImmediate(again); else log('ten turns'); })();

process.on('beforeExit', () => {
  if (turns++ > 10) return;
  log('beforeExit');
  setImmediate(() => log('never')).unref();
  setTimeout(() => log('never'), 1).unref();
});
process.on('exit', () => log('exit'));
