// Timeout and Immediate objects as programs see them.
const timers = require('timers');
const util = require('util');
const log = (...words) => console.log(...words);

const timeout = setTimeout(() => {}, 20, 'a', 2);
log(timeout.constructor.name, Object.prototype.toString.call(timeout), typeof timeout);
log(timeout._idleTimeout, timeout._repeat, timeout._destroyed, timeout._timerArgs, typeof timeout._onTimeout);
log(typeof timeout._idleStart, timeout._idleNext !== null, timeout._idlePrev !== null);
log(timeout.hasRef(), timeout.unref() === timeout, timeout.hasRef(), timeout.ref() === timeout, timeout.hasRef());
log(timeout.refresh() === timeout, timeout.close() === timeout, timeout._destroyed, timeout._idleTimeout);
log(timeout.refresh()._destroyed, timeout._idleNext);
log(timeout.unref.call({}) !== undefined);

const interval = setInterval(() => {}, 1.5);
log(interval._idleTimeout, interval._repeat);
const number = +interval;
log(typeof number, number > 0, number === +interval, `${interval}` === String(number));
clearTimeout(`${number}`);
log(interval._destroyed);
for (const odd of [undefined, null, NaN, 0, -1, 1e9, 'x', '', {}, [], true, () => {}, Symbol('s'), 5n, setImmediate]) {
  clearTimeout(odd);
  clearInterval(odd);
}
for (const odd of [undefined, null, NaN, 0, '', {}, []]) clearImmediate(odd);

const immediate = setImmediate(() => {}, 7);
log(immediate.constructor.name, immediate._argv, immediate._destroyed, immediate.hasRef());
log(immediate.unref() === immediate, immediate.hasRef(), immediate.ref() === immediate, immediate.hasRef());
clearTimeout(immediate);
log(immediate._destroyed);
clearImmediate(immediate);
log(immediate._destroyed, immediate.hasRef(), immediate.ref().hasRef(), immediate._onImmediate == null);

const shown = (object) => util.inspect(object, { breakLength: Infinity })
  .replace(/_idleStart: \d+/, '_idleStart: N').replace(/, (\[Symbol|Symbol).*/, '');
log(shown(setTimeout(function late() {}, 3)));
log(shown(setImmediate(function soon() {})));

for (const name of ['setTimeout', 'clearTimeout', 'setImmediate', 'clearImmediate', 'setInterval', 'clearInterval']) {
  log(name, timers[name].name, globalThis[name] === timers[name], Object.keys(globalThis).includes(name));
}
log(timers.promises === require('timers/promises'), require('node:timers') === timers);
log(util.promisify(setTimeout) === timers.promises.setTimeout);
log(util.promisify(setImmediate) === timers.promises.setImmediate);
log(Object.keys(timers.promises), setTimeout[util.promisify.custom] === timers.promises.setTimeout);
for (const bad of [undefined, null, 'code', {}, 5]) {
  for (const make of [setTimeout, setInterval, setImmediate]) {
    try {
      make(bad);
      log('no error');
    } catch (error) {
      log(error.code, error.name, error.message);
    }
  }
}
