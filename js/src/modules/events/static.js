// The functions of `events`: waiting for events, and asking emitters and event targets about listeners.

const { AbortError, codes: { ERR_INVALID_ARG_TYPE } } = require('internal/errors');
const { validateAbortSignal, validateFunction, validateInteger, validateNumber, validateObject } =
  require('internal/validators');
const { limits } = require('events/emitter');

const isEmitter = (value) => typeof value?.on === 'function';
const isTarget = (value) => typeof value?.addEventListener === 'function';

// Listening in one way to both kinds. The listeners of this file must hear an event even when an earlier listener
// stopped it, or a waiting program would wait for ever; event targets know an option for that.
function listen(subject, type, listener, once) {
  if (isEmitter(subject)) {
    if (once) subject.once(type, listener);
    else subject.on(type, listener);
  } else if (isTarget(subject)) {
    const { kUnstoppable } = require('events/event_target');
    subject.addEventListener(type, listener, { once, [kUnstoppable]: true });
  } else {
    throw new ERR_INVALID_ARG_TYPE('emitter', 'EventEmitter', subject);
  }
}

function unlisten(subject, type, listener) {
  if (typeof subject.removeListener === 'function') subject.removeListener(type, listener);
  else if (isTarget(subject)) subject.removeEventListener(type, listener);
  else throw new ERR_INVALID_ARG_TYPE('emitter', 'EventEmitter', subject);
}

function signalOf(options) {
  validateObject(options, 'options');
  const { signal } = options;
  validateAbortSignal(signal, 'options.signal');
  if (signal?.aborted) throw new AbortError(undefined, { cause: signal.reason });
  return signal;
}

async function once(emitter, type, options = {}) {
  const signal = signalOf(options);
  return new Promise((resolve, reject) => {
    function onEvent(...args) {
      stop();
      resolve(args);
    }
    function onError(error) {
      stop();
      reject(error);
    }
    function onAbort() {
      stop();
      reject(new AbortError(undefined, { cause: signal.reason }));
    }
    function stop() {
      unlisten(emitter, type, onEvent);
      if (typeof emitter.removeListener === 'function') emitter.removeListener('error', onError);
      if (signal) unlisten(signal, 'abort', onAbort);
    }
    listen(emitter, type, onEvent, true);
    if (type !== 'error' && typeof emitter.once === 'function') emitter.once('error', onError);
    if (signal) listen(signal, 'abort', onAbort, true);
  });
}

// An async iterator over the arguments of an event. What happens while nobody waits is queued; a source that can
// pause is paused when `highWaterMark` events are queued, and resumed when fewer than `lowWaterMark` are left.
function on(emitter, type, options = {}) {
  const { kFirstEventParam } = require('events/first_param');
  const signal = signalOf(options);
  const high = options.highWaterMark ?? options.highWatermark ?? Number.MAX_SAFE_INTEGER;
  const low = options.lowWaterMark ?? options.lowWatermark ?? 1;
  validateInteger(high, 'options.highWaterMark', 1);
  validateInteger(low, 'options.lowWaterMark', 1);

  let queued = [];
  let first = 0;
  const waiting = [];
  let error = null;
  let paused = false;
  let finished = false;
  const listening = [];
  const size = () => queued.length - first;

  function take() {
    const value = queued[first];
    queued[first++] = undefined;
    if (first > 1024 && first * 2 > queued.length) {
      queued = queued.slice(first);
      first = 0;
    }
    return value;
  }

  function onEvent(...args) {
    if (options[kFirstEventParam]) [args] = args;
    if (waiting.length > 0) {
      waiting.shift().resolve({ value: args, done: false });
      return;
    }
    queued.push(args);
    if (!paused && size() > high) {
      paused = true;
      emitter.pause();
    }
  }

  function onError(reason) {
    if (waiting.length > 0) waiting.shift().reject(reason);
    else error = reason;
    close();
  }

  function onAbort() {
    onError(new AbortError(undefined, { cause: signal.reason }));
  }

  function close() {
    for (const [subject, name, listener] of listening.splice(0)) unlisten(subject, name, listener);
    finished = true;
    const done = { value: undefined, done: true };
    for (const promise of waiting.splice(0)) promise.resolve(done);
    return Promise.resolve(done);
  }

  function attach(subject, name, listener) {
    listen(subject, name, listener, false);
    listening.push([subject, name, listener]);
  }

  const iterator = {
    next() {
      if (size() > 0) {
        const value = take();
        if (paused && size() < low) {
          paused = false;
          if (!finished) emitter.resume();
        }
        return Promise.resolve({ value, done: false });
      }
      if (error !== null) {
        const rejected = Promise.reject(error);
        error = null;
        return rejected;
      }
      if (finished) return close();
      return new Promise((resolve, reject) => waiting.push({ resolve, reject }));
    },
    return() {
      return close();
    },
    throw(reason) {
      if (!reason || !(reason instanceof Error)) {
        throw new ERR_INVALID_ARG_TYPE('EventEmitter.AsyncIterator', 'Error', reason);
      }
      onError(reason);
    },
    [Symbol.asyncIterator]() {
      return this;
    },
    [Symbol.for('nodejs.watermarkData')]: {
      get size() { return size(); },
      get low() { return low; },
      get high() { return high; },
      get isPaused() { return paused; },
    },
  };
  Object.setPrototypeOf(iterator, Object.getPrototypeOf(Object.getPrototypeOf(async function* () {}).prototype));

  attach(emitter, type, onEvent);
  if (type !== 'error' && isEmitter(emitter)) attach(emitter, 'error', onError);
  for (const name of options.close ?? []) attach(emitter, name, close);
  if (signal) attach(signal, 'abort', onAbort);
  return iterator;
}

function getEventListeners(subject, type) {
  if (typeof subject?.listeners === 'function') return subject.listeners(type);
  const { isEventTarget, listenersOf } = require('events/event_target');
  if (isEventTarget(subject)) return listenersOf(subject, type);
  throw new ERR_INVALID_ARG_TYPE('emitter', ['EventEmitter', 'EventTarget'], subject);
}

function listenerCount(subject, type) {
  if (typeof subject?.listenerCount === 'function') return subject.listenerCount(type);
  return getEventListeners(subject, type).length;
}

function getMaxListeners(subject) {
  if (typeof subject?.getMaxListeners === 'function') return subject.getMaxListeners();
  const { isEventTarget, kMaxListeners } = require('events/event_target');
  if (isEventTarget(subject)) return subject[kMaxListeners] ?? limits.max;
  throw new ERR_INVALID_ARG_TYPE('emitter', ['EventEmitter', 'EventTarget'], subject);
}

function setMaxListeners(n = limits.max, ...subjects) {
  validateNumber(n, 'setMaxListeners', 0);
  if (subjects.length === 0) {
    limits.max = n;
    return;
  }
  const { isEventTarget, kMaxListeners } = require('events/event_target');
  for (const subject of subjects) {
    if (isEventTarget(subject)) subject[kMaxListeners] = n;
    else if (typeof subject?.setMaxListeners === 'function') subject.setMaxListeners(n);
    else throw new ERR_INVALID_ARG_TYPE('eventTargets', ['EventEmitter', 'EventTarget'], subject);
  }
}

function addAbortListener(signal, listener) {
  if (signal === undefined) throw new ERR_INVALID_ARG_TYPE('signal', 'AbortSignal', signal);
  validateAbortSignal(signal, 'signal');
  validateFunction(listener, 'listener');
  if (signal.aborted) {
    queueMicrotask(() => listener());
    return { [Symbol.dispose]() {} };
  }
  listen(signal, 'abort', listener, true);
  return {
    [Symbol.dispose]() {
      unlisten(signal, 'abort', listener);
    },
  };
}

module.exports = {
  once, on, getEventListeners, listenerCount, getMaxListeners, setMaxListeners, addAbortListener,
};
