// EventEmitter: a table of listeners per event, and the order in which they are told.
//
// `_events` is an object without prototype. A single listener is stored as the function itself and several as an
// array, because nearly every event has one listener and the native side then finds it with two property reads.
// Everything that most emitters never use (limits, captured rejections, waiting for an event) has its default on the
// prototype or in a file of its own.

const kCapture = Symbol('kCapture');
const kRejection = Symbol.for('nodejs.rejection');
const kErrorMonitor = Symbol('events.errorMonitor');

let defaultMaxListeners = 10;

function EventEmitter(options) {
  initialise(this, options);
}

// What `domain` wants to know: `made(emitter)`.
const hooks = { made: undefined };

function initialise(emitter, options) {
  if (hooks.made !== undefined) hooks.made(emitter);
  // A table that is inherited belongs to another emitter that serves as a prototype.
  if (emitter._events === undefined || emitter._events === Object.getPrototypeOf(emitter)._events) {
    emitter._events = { __proto__: null };
    emitter._eventsCount = 0;
  }
  if (options !== undefined && options !== null && options.captureRejections) {
    require('internal/validators').validateBoolean(options.captureRejections, 'options.captureRejections');
    emitter[kCapture] = options.captureRejections;
  }
}

EventEmitter.prototype._events = undefined;
EventEmitter.prototype._eventsCount = 0;
EventEmitter.prototype._maxListeners = undefined;
Object.defineProperty(EventEmitter.prototype, kCapture, { value: false, writable: true });

function refuseListener(listener) {
  const { codes: { ERR_INVALID_ARG_TYPE } } = require('internal/errors');
  throw new ERR_INVALID_ARG_TYPE('listener', 'Function', listener);
}

EventEmitter.prototype.setMaxListeners = function setMaxListeners(n) {
  require('internal/validators').validateNumber(n, 'setMaxListeners', 0);
  this._maxListeners = n;
  return this;
};

EventEmitter.prototype.getMaxListeners = function getMaxListeners() {
  return limitOf(this);
};

function limitOf(emitter) {
  return emitter._maxListeners === undefined ? defaultMaxListeners : emitter._maxListeners;
}

// In QuickJS rest parameters cost less than any use of `arguments`.
EventEmitter.prototype.emit = function emit(type, ...args) {
  const events = this._events;
  if (type === 'error') beforeError(this, events, args);
  else if (events === undefined) return false;
  const handler = events[type];
  if (handler === undefined) return false;
  if (typeof handler !== 'function') return callAll(this, handler, type, args);
  let result;
  switch (args.length) {
    case 0: result = handler.call(this); break;
    case 1: result = handler.call(this, args[0]); break;
    case 2: result = handler.call(this, args[0], args[1]); break;
    case 3: result = handler.call(this, args[0], args[1], args[2]); break;
    default: result = handler.apply(this, args);
  }
  if (result !== undefined && result !== null && this[kCapture]) watchRejection(this, result, type, args);
  return true;
};
const builtInEmit = EventEmitter.prototype.emit;

// The same as emitter.emit(type, value), for built-in code that emits often: as long as nobody replaced emit, the
// lone listener is called without an array of arguments being made. `type` must not be 'error'.
function emitOne(emitter, type, value) {
  if (emitter.emit !== builtInEmit) return emitter.emit(type, value);
  const handler = emitter._events[type];
  if (typeof handler !== 'function') return handler === undefined ? false : callAll(emitter, handler, type, [value]);
  const result = handler.call(emitter, value);
  if (result !== undefined) afterListener(emitter, result, type, value);
  return true;
}

// For built-in code that calls a lone listener itself: what emit does with the value that the listener returned.
function afterListener(emitter, result, type, value) {
  if (result !== null && emitter[kCapture]) watchRejection(emitter, result, type, [value]);
}

// The listeners are copied before the first is called, so that those who add or remove listeners change only the
// next emit.
function callAll(emitter, handlers, type, args) {
  const listeners = handlers.slice();
  const capture = emitter[kCapture];
  for (let i = 0; i < listeners.length; i++) {
    const result = args.length === 1 ? listeners[i].call(emitter, args[0]) : listeners[i].apply(emitter, args);
    if (capture && result !== undefined && result !== null) watchRejection(emitter, result, type, args);
  }
  return true;
}

// Tells the monitor about an error, and throws it when nobody listens for it.
function beforeError(emitter, events, args) {
  if (events !== undefined) {
    if (events[kErrorMonitor] !== undefined) emitter.emit(kErrorMonitor, ...args);
    if (emitter._events.error !== undefined) return;
  }
  const error = args[0];
  if (error instanceof Error) {
    require('events/unhandled').rememberEmit(emitter, error);
    throw error;
  }
  throw require('events/unhandled').wrapped(error);
}

// A listener returned something. When it is a promise that fails, its reason goes to the emitter's rejection
// handler, or becomes an 'error' event.
function watchRejection(emitter, result, type, args) {
  try {
    const then = result.then;
    if (typeof then !== 'function') return;
    then.call(result, undefined, (error) => process.nextTick(reportRejection, emitter, error, type, args));
  } catch (error) {
    emitter.emit('error', error);
  }
}

function reportRejection(emitter, error, type, args) {
  if (typeof emitter[kRejection] === 'function') {
    emitter[kRejection](error, type, ...args);
    return;
  }
  // While the error is told, rejections are not captured: an async 'error' listener that fails would start over.
  const capture = emitter[kCapture];
  try {
    emitter[kCapture] = false;
    emitter.emit('error', error);
  } finally {
    emitter[kCapture] = capture;
  }
}

function add(emitter, type, listener, first) {
  if (typeof listener !== 'function') refuseListener(listener);
  let events = emitter._events;
  if (events === undefined) {
    events = emitter._events = { __proto__: null };
    emitter._eventsCount = 0;
  } else if (events.newListener !== undefined) {
    emitter.emit('newListener', type, listener.listener ? listener.listener : listener);
    // The listener of 'newListener' may have replaced the table.
    events = emitter._events;
  }
  const existing = events[type];
  if (existing === undefined) {
    events[type] = listener;
    emitter._eventsCount++;
  } else {
    addTo(emitter, events, type, existing, listener, first);
  }
  return emitter;
}

function addTo(emitter, events, type, existing, listener, first) {
  if (typeof existing === 'function') {
    events[type] = first ? [listener, existing] : [existing, listener];
  } else if (first) {
    existing.unshift(listener);
  } else {
    existing.push(listener);
  }
  const limit = limitOf(emitter);
  if (limit > 0 && events[type].length > limit && !events[type].warned) {
    events[type].warned = true;
    require('events/unhandled').warnOfLeak(emitter, type, events[type].length, limit);
  }
}

EventEmitter.prototype.addListener = function addListener(type, listener) {
  return add(this, type, listener, false);
};

EventEmitter.prototype.on = EventEmitter.prototype.addListener;

EventEmitter.prototype.prependListener = function prependListener(type, listener) {
  return add(this, type, listener, true);
};

function wrapOnce(emitter, type, listener) {
  let fired = false;
  function onceWrapper(a) {
    if (fired) return undefined;
    emitter.removeListener(type, onceWrapper);
    fired = true;
    if (arguments.length === 0) return listener.call(emitter);
    if (arguments.length === 1) return listener.call(emitter, a);
    return listener.apply(emitter, arguments);
  }
  onceWrapper.listener = listener;
  return onceWrapper;
}

EventEmitter.prototype.once = function once(type, listener) {
  if (typeof listener !== 'function') refuseListener(listener);
  this.on(type, wrapOnce(this, type, listener));
  return this;
};

EventEmitter.prototype.prependOnceListener = function prependOnceListener(type, listener) {
  if (typeof listener !== 'function') refuseListener(listener);
  this.prependListener(type, wrapOnce(this, type, listener));
  return this;
};

EventEmitter.prototype.removeListener = function removeListener(type, listener) {
  if (typeof listener !== 'function') refuseListener(listener);
  const events = this._events;
  if (events === undefined) return this;
  const existing = events[type];
  if (existing === undefined) return this;
  if (existing === listener || existing.listener === listener) {
    forget(this, type);
    if (events.removeListener !== undefined) this.emit('removeListener', type, existing.listener || listener);
  } else if (typeof existing !== 'function') {
    let at = existing.length - 1;
    while (at >= 0 && existing[at] !== listener && existing[at].listener !== listener) at--;
    if (at < 0) return this;
    if (at === 0) existing.shift();
    else existing.splice(at, 1);
    if (existing.length === 1) events[type] = existing[0];
    if (events.removeListener !== undefined) this.emit('removeListener', type, listener);
  }
  return this;
};

EventEmitter.prototype.off = EventEmitter.prototype.removeListener;

function forget(emitter, type) {
  if (--emitter._eventsCount === 0) emitter._events = { __proto__: null };
  else delete emitter._events[type];
}

EventEmitter.prototype.removeAllListeners = function removeAllListeners(type) {
  const events = this._events;
  if (events === undefined) return this;
  if (events.removeListener === undefined) {
    // Nobody wants to hear of it.
    if (arguments.length === 0) {
      this._events = { __proto__: null };
      this._eventsCount = 0;
    } else if (events[type] !== undefined) {
      forget(this, type);
    }
    return this;
  }
  if (arguments.length === 0) {
    for (const key of Reflect.ownKeys(events)) {
      if (key !== 'removeListener') this.removeAllListeners(key);
    }
    this.removeAllListeners('removeListener');
    this._events = { __proto__: null };
    this._eventsCount = 0;
    return this;
  }
  const listeners = events[type];
  if (typeof listeners === 'function') {
    this.removeListener(type, listeners);
  } else if (listeners !== undefined) {
    for (let i = listeners.length - 1; i >= 0; i--) this.removeListener(type, listeners[i]);
  }
  return this;
};

function listenersOf(emitter, type, unwrap) {
  const events = emitter._events;
  const existing = events === undefined ? undefined : events[type];
  if (existing === undefined) return [];
  const list = typeof existing === 'function' ? [existing] : existing.slice();
  return unwrap ? list.map((one) => one.listener || one) : list;
}

EventEmitter.prototype.listeners = function listeners(type) {
  return listenersOf(this, type, true);
};

EventEmitter.prototype.rawListeners = function rawListeners(type) {
  return listenersOf(this, type, false);
};

EventEmitter.prototype.listenerCount = function listenerCount(type, listener) {
  const events = this._events;
  const existing = events === undefined ? undefined : events[type];
  if (existing === undefined) return 0;
  if (listener !== undefined && listener !== null) {
    return listenersOf(this, type, false).filter((one) => one === listener || one.listener === listener).length;
  }
  return typeof existing === 'function' ? 1 : existing.length;
};

EventEmitter.prototype.eventNames = function eventNames() {
  return this._eventsCount > 0 ? Reflect.ownKeys(this._events) : [];
};

module.exports = {
  EventEmitter,
  initialise,
  add,
  emitOne,
  builtInEmit,
  afterListener,
  hooks,
  kRejection,
  kErrorMonitor,
  limits: {
    get max() { return defaultMaxListeners; },
    set max(n) { defaultMaxListeners = n; },
    get capture() { return EventEmitter.prototype[kCapture]; },
    set capture(on) { EventEmitter.prototype[kCapture] = on; },
  },
};
