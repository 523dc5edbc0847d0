// Scenario 84: what throws takes nothing with it: later timers and immediates run, ticks of the one that threw run after the
// next one.
const log = (...words) => console.log(words.join(' '));
process.on('uncaughtException', (error) => log('uncaught', String(error)));
const busy = (ms) => { for (const end = performance.now() + ms; performance.now() < end;); };

function leave(name) {
  log(name);
  process.nextTick(() => log('tick of', name));
  Promise.resolve().then(() => log('job of', name));
}

setTimeout(() => { leave('one'); throw 1; }, 1);
setTimeout(() => leave('two'), 1);
setTimeout(() => { leave('three'); throw 3; }, 2);
setTimeout(() => leave('four'), 3);
const interval = setInterval(() => {
  leave('interval');
  if (++interval.count === 2) {
    clearInterval(interval);
    setTimeout(immediates, 1);
  }
  throw 'interval';
}, 30);
interval.count = 0;
busy(20);

function immediates() {
  setImmediate(() => { leave('first'); setImmediate(() => log('made by the first')); throw 'first'; });
  setImmediate(() => leave('second'));
  setImmediate(() => { leave('third'); setImmediate(lastly); throw 'third'; });
}

function lastly() {
  log('made by the third');
  setTimeout(() => process.nextTick(() => { throw 'in a tick'; }), 1);
  setTimeout(() => log('after a tick that threw'), 1);
  setTimeout(() => process.nextTick(() => log('and its tick')), 1);
  busy(10);
}
