// Immediates that do not count wait for the loop to come by; those that count keep it awake.
const log = (...words) => console.log(words.join(' '));

let turns = 0;
setImmediate(function again() {
  if (++turns < 10) {
    setImmediate(again);
    return;
  }
  log('ten turns');
  // Nothing is awake now, so the loop sleeps until the timer is due, and comes by at the immediate before it gets there.
  const start = performance.now();
  const one = setImmediate(() => log('woken by the timer', performance.now() - start > 90));
  log(one.hasRef(), one.unref().hasRef());
  setTimeout(afterSleep, 100);
});

function afterSleep() {
  log('timer');
  setImmediate(() => {
    log('immediate');
    setImmediate(() => log('unreferenced')).unref();
    setImmediate(() => log('immediate of an immediate'));
    process.nextTick(() => log('tick'));
  });
}

process.on('beforeExit', () => {
  if (turns++ > 10) return;
  log('beforeExit');
  setImmediate(() => log('never')).unref();
  setTimeout(() => log('never'), 1).unref();
});
process.on('exit', () => log('exit'));
