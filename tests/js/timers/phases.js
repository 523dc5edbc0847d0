// Immediates that do not count wait for the loop to come by; those that count keep it awake.
const log = (...words) => console.log(words.join(' '));

let turns = 0;
let cameBy = false;
setImmediate(function again() {
  if (++turns < 10) {
    setImmediate(again);
    return;
  }
  log('ten turns');
  // Nothing is awake now, so the loop sleeps until the timer is due, and comes by at the immediate.
  const one = setImmediate(() => { cameBy = true; });
  log(one.hasRef(), one.unref().hasRef());
  setTimeout(afterSleep, 100);
});

function afterSleep() {
  log('timer');
  setImmediate(() => {
    log('immediate', cameBy);
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
