// Timeout and Immediate, and what other rooms need of timers. The work is done in Rust; here are the objects' manners and
// the rare cases.

const customInspect = Symbol.for('nodejs.util.inspect.custom');
const customPromisify = Symbol.for('nodejs.util.promisify.custom');

// The longest duration in milliseconds. More would be 25 days, and does not fit into 32 bits.
const TIMEOUT_MAX = 2 ** 31 - 1;

// Under this name sockets keep their Timeout.
const kTimeout = Symbol('timeout');

function invalidCallback(callback) {
  const { codes: { ERR_INVALID_ARG_TYPE } } = require('internal/errors');
  throw new ERR_INVALID_ARG_TYPE('callback', 'Function', callback);
}

let warnedNegative = false;
let warnedNaN = false;

// A duration from anything that was passed as one.
function duration(after) {
  after *= 1;
  if (after >= 1 && after <= TIMEOUT_MAX) return after;
  if (after > TIMEOUT_MAX) {
    warn(`${after} does not fit into a 32-bit signed integer.`, 'TimeoutOverflowWarning');
  } else if (after < 0 && !warnedNegative) {
    warnedNegative = true;
    warn(`${after} is a negative number.`, 'TimeoutNegativeWarning');
  } else if (after !== after && !warnedNaN) {
    warnedNaN = true;
    warn(`${after} is not a number.`, 'TimeoutNaNWarning');
  }
  return 1;
}

function warn(what, name) {
  process.emitWarning(`${what}\nTimeout duration was set to 1.`, name);
}

// The duration of socket.setTimeout and its like.
function getTimerDuration(msecs, name) {
  require('internal/validators').validateNumber(msecs, name);
  if (msecs < 0 || !Number.isFinite(msecs)) {
    const { codes: { ERR_OUT_OF_RANGE } } = require('internal/errors');
    throw new ERR_OUT_OF_RANGE(name, 'a non-negative finite number', msecs);
  }
  if (msecs <= TIMEOUT_MAX) return msecs;
  process.emitWarning(
    `${msecs} does not fit into a 32-bit signed integer.\nTimer duration was truncated to ${TIMEOUT_MAX}.`,
    'TimeoutOverflowWarning');
  return TIMEOUT_MAX;
}

// Stands for the list that a waiting Timeout is in.
class TimersList {
  constructor(msecs) {
    this.msecs = msecs;
  }
}

function illegal() {
  const { codes: { ERR_ILLEGAL_CONSTRUCTOR } } = require('internal/errors');
  throw new ERR_ILLEGAL_CONSTRUCTOR();
}

// What Node's objects have as properties is told by accessors, since every property costs when a Timeout is made.
class Timeout {
  constructor() { illegal(); }

  get _idleTimeout() { return native.look(this)?.[0]; }
  set _idleTimeout(msecs) { native.setDuration(this, msecs); }
  get _idleStart() { return native.look(this)?.[1]; }
  get _repeat() { return native.look(this)?.[2]; }
  set _repeat(msecs) { native.setRepeat(this, msecs); }
  get _destroyed() { return native.look(this)?.[3]; }
  get _idlePrev() { return neighbour(this); }
  get _idleNext() { return neighbour(this); }

  [Symbol.dispose]() { this.close(); }
  [customInspect](depth, options) { return shown(this, options, TIMEOUT_FIELDS); }
}

function neighbour(timeout) {
  const look = native.look(timeout);
  return look?.[5] ? new TimersList(Math.trunc(look[0])) : null;
}

class Immediate {
  constructor() { illegal(); }

  get _destroyed() { return native.isDone(this); }
  get _idlePrev() { return null; }
  get _idleNext() { return null; }

  [Symbol.dispose]() { native.clearImmediate(this); }
  [customInspect](depth, options) { return shown(this, options, IMMEDIATE_FIELDS); }
}

const TIMEOUT_FIELDS = [
  '_idleTimeout', '_idlePrev', '_idleNext', '_idleStart', '_onTimeout', '_timerArgs', '_repeat', '_destroyed',
];
const IMMEDIATE_FIELDS = ['_idleNext', '_idlePrev', '_onImmediate', '_argv', '_destroyed'];

// A Timeout or Immediate as Node prints it: one level deep, with properties where we have accessors.
function shown(object, options, fields) {
  const view = Object.create(Object.getPrototypeOf(object));
  const put = (key, value) =>
    Object.defineProperty(view, key, { value, enumerable: true, configurable: true, writable: true });
  for (const field of fields) put(field, object[field]);
  for (const key of Reflect.ownKeys(object)) put(key, object[key]);
  put(Symbol('refed'), object.hasRef());
  return require('internal/inspect').inspect(view, { ...options, depth: 0, customInspect: false });
}

function methods(prototype, table) {
  for (const name of Reflect.ownKeys(table)) {
    Object.defineProperty(prototype, name, { value: table[name], writable: true, configurable: true });
  }
}

methods(Timeout.prototype, {
  _timerArgs: undefined,
  ref: native.ref,
  unref: native.unref,
  hasRef: native.hasRef,
  refresh: native.refresh,
  close: native.close,
  [Symbol.toPrimitive]: native.number,
});
methods(Immediate.prototype, {
  _argv: undefined,
  ref: native.refImmediate,
  unref: native.unrefImmediate,
  hasRef: native.immediateHasRef,
});
native.open(Timeout.prototype, Immediate.prototype, invalidCallback, duration, Reflect.apply);

// util.promisify takes the functions of timers/promises.
for (const name of ['setTimeout', 'setImmediate']) {
  Object.defineProperty(native[name], customPromisify, {
    get: () => require('timers/promises')[name],
    enumerable: true,
  });
}

module.exports = {
  active: native.active,
  TIMEOUT_MAX,
  kTimeout,
  setTimeout: native.setTimeout,
  setInterval: native.setInterval,
  setImmediate: native.setImmediate,
  clearTimeout: native.clearTimeout,
  clearInterval: native.clearInterval,
  clearImmediate: native.clearImmediate,
  // (callback, msecs): a Timeout that does not keep the loop alive.
  setUnrefTimeout: native.setUnrefTimeout,
  // (callback, msecs, arguments or undefined, repeats, keeps the loop alive)
  startTimeout: native.start,
  getTimerDuration,
};
