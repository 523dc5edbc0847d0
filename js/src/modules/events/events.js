// The public face of `events`: the class, and the functions that stand beside it.

const { EventEmitter, initialise, kRejection, kErrorMonitor, limits } = require('events/emitter');

// The functions are needed by few programs; the file behind them is loaded by the first call of one.
function later(name, length) {
  const fn = { [name](...args) { return require('events/static')[name](...args); } }[name];
  Object.defineProperty(fn, 'length', { value: length, configurable: true });
  return fn;
}

module.exports = EventEmitter;
EventEmitter.once = later('once', 2);
EventEmitter.on = later('on', 2);
EventEmitter.getEventListeners = later('getEventListeners', 2);
EventEmitter.getMaxListeners = later('getMaxListeners', 1);
EventEmitter.listenerCount = later('listenerCount', 2);
EventEmitter.addAbortListener = later('addAbortListener', 2);
EventEmitter.setMaxListeners = later('setMaxListeners', 0);
EventEmitter.EventEmitter = EventEmitter;
EventEmitter.usingDomains = false;
EventEmitter.captureRejectionSymbol = kRejection;
EventEmitter.errorMonitor = kErrorMonitor;
EventEmitter.init = function init(options) {
  initialise(this, options);
};

Object.defineProperties(EventEmitter, {
  EventEmitterAsyncResource: {
    get: () => require('events/async_resource').EventEmitterAsyncResource,
    enumerable: true,
    configurable: true,
  },
  captureRejections: {
    get() { return limits.capture; },
    set(value) {
      require('internal/validators').validateBoolean(value, 'EventEmitter.captureRejections');
      limits.capture = value;
    },
    enumerable: true,
    configurable: true,
  },
  defaultMaxListeners: {
    get() { return limits.max; },
    set(value) {
      require('internal/validators').validateNumber(value, 'defaultMaxListeners', 0);
      limits.max = value;
    },
    enumerable: true,
  },
});
