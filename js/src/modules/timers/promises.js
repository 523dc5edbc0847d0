// require('timers/promises'): timers to be awaited.

const { kEmptyObject } = require('internal/util');
const { validateAbortSignal, validateBoolean, validateNumber, validateObject } = require('internal/validators');
const { startTimeout, setImmediate: startImmediate, clearTimeout, clearImmediate } = require('timers/internal');

function checkDelay(delay) {
  if (delay !== undefined) validateNumber(delay, 'delay');
}

function checkOptions(options) {
  validateObject(options, 'options');
  if (options.signal !== undefined) validateAbortSignal(options.signal, 'options.signal');
  if (options.ref !== undefined) validateBoolean(options.ref, 'options.ref');
}

function abortError(signal) {
  const { AbortError } = require('internal/errors');
  return new AbortError(undefined, { cause: signal.reason });
}

// Listens to a signal, also when another listener stops the event.
function onAbort(signal, listener, options) {
  const { kUnstoppable } = require('events/event_target');
  signal.addEventListener('abort', listener, { ...options, [kUnstoppable]: true });
}

// Rejects the promise of a timer when the signal comes first.
function abortable(pending, signal, reject, timer, clear) {
  if (!signal) return pending;
  const cancel = () => {
    if (timer._destroyed) return;
    clear(timer);
    reject(abortError(signal));
  };
  onAbort(signal, cancel);
  return pending.finally(() => signal.removeEventListener('abort', cancel));
}

function setTimeout(delay, value, options = kEmptyObject) {
  try {
    checkDelay(delay);
    checkOptions(options);
  } catch (error) {
    return Promise.reject(error);
  }
  const { signal, ref = true } = options;
  if (signal?.aborted) return Promise.reject(abortError(signal));
  const { promise, resolve, reject } = Promise.withResolvers();
  const timer = startTimeout(resolve, delay, [value], false, ref);
  return abortable(promise, signal, reject, timer, clearTimeout);
}

function setImmediate(value, options = kEmptyObject) {
  try {
    checkOptions(options);
  } catch (error) {
    return Promise.reject(error);
  }
  const { signal, ref = true } = options;
  if (signal?.aborted) return Promise.reject(abortError(signal));
  const { promise, resolve, reject } = Promise.withResolvers();
  const timer = startImmediate(resolve, value);
  if (!ref) timer.unref();
  return abortable(promise, signal, reject, timer, clearImmediate);
}

// Yields the value after each period, as often as periods have gone by, whether or not anybody was waiting.
async function* setInterval(delay, value, options = kEmptyObject) {
  checkDelay(delay);
  checkOptions(options);
  const { signal, ref = true } = options;
  if (signal?.aborted) throw abortError(signal);

  let due = 0;
  let wake;
  const woken = (rejection) => {
    const resolve = wake;
    wake = undefined;
    resolve?.(rejection);
  };
  const timer = startTimeout(() => {
    due++;
    woken();
  }, delay, undefined, true, ref);
  const cancel = () => {
    clearTimeout(timer);
    if (wake !== undefined) woken(Promise.reject(abortError(signal)));
  };
  try {
    if (signal) onAbort(signal, cancel, { once: true });
    while (!signal?.aborted) {
      if (due === 0) await new Promise((resolve) => { wake = resolve; });
      for (; due > 0; due--) yield value;
    }
    throw abortError(signal);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', cancel);
  }
}

const schedulers = new WeakSet();

class Scheduler {
  constructor() {
    const { codes: { ERR_ILLEGAL_CONSTRUCTOR } } = require('internal/errors');
    throw new ERR_ILLEGAL_CONSTRUCTOR();
  }

  yield() {
    checkReceiver(this);
    return setImmediate();
  }

  wait(delay, options) {
    checkReceiver(this);
    return setTimeout(delay, undefined, options);
  }
}

function checkReceiver(scheduler) {
  if (schedulers.has(scheduler)) return;
  const { codes: { ERR_INVALID_THIS } } = require('internal/errors');
  throw new ERR_INVALID_THIS('Scheduler');
}

const scheduler = Object.create(Scheduler.prototype);
schedulers.add(scheduler);

module.exports = { setTimeout, setImmediate, setInterval, scheduler };
