// AbortController and AbortSignal: one side says "stop", the other hears it once and remembers why.

const { codes: { ERR_ILLEGAL_CONSTRUCTOR, ERR_INVALID_ARG_TYPE, ERR_INVALID_THIS } } = require('internal/errors');
const { validateUint32 } = require('internal/validators');
const { Event, EventTarget, defineHandler, kTrusted } = require('events/event_target');

const kCreate = Symbol('kCreate');
const kAborted = Symbol('kAborted');
const kReason = Symbol('kReason');
const kInspect = Symbol.for('nodejs.util.inspect.custom');

function domError(message, name) {
  const { DOMException } = require('internal/domexception');
  return new DOMException(message, name);
}

let abortSignal;
let follow;

class AbortSignal extends EventTarget {
  // Symbols, not private names: a proxy of a signal tells its state, too.
  [kAborted] = false;
  [kReason] = undefined;
  // Signals made by AbortSignal.any() from this one, and the signals that this one was made from.
  #dependants = undefined;
  #sources = undefined;

  static {
    // Sets the state of a signal and of all that depend on it, and only then tells their listeners.
    abortSignal = (signal, reason) => {
      if (signal[kAborted]) return;
      const affected = [signal];
      signal[kAborted] = true;
      signal[kReason] = reason;
      for (const dependant of signal.#dependants ?? []) {
        if (dependant[kAborted]) continue;
        dependant[kAborted] = true;
        dependant[kReason] = reason;
        affected.push(dependant);
      }
      for (const one of affected) {
        one.dispatchEvent(new Event('abort', { [kTrusted]: true }));
        one.#release();
      }
    };
    follow = (signal, sources) => {
      signal.#sources = new Set();
      for (const source of sources) {
        // Only signals of a controller or a timeout are followed: a dependent signal is replaced by its own sources.
        for (const origin of source.#sources ?? [source]) {
          signal.#sources.add(origin);
          (origin.#dependants ??= new Set()).add(signal);
        }
      }
    };
  }

  constructor(key) {
    if (key !== kCreate) throw new ERR_ILLEGAL_CONSTRUCTOR();
    super();
  }

  #release() {
    for (const source of this.#sources ?? []) source.#dependants?.delete(this);
    this.#sources = this.#sources && new Set();
    this.#dependants = undefined;
  }

  get aborted() {
    if (this?.[kAborted] === undefined) throw new ERR_INVALID_THIS('AbortSignal');
    return this[kAborted];
  }

  get reason() {
    if (this?.[kAborted] === undefined) throw new ERR_INVALID_THIS('AbortSignal');
    return this[kReason];
  }

  throwIfAborted() {
    if (this.aborted) throw this.reason;
  }

  static abort(reason = domError('This operation was aborted', 'AbortError')) {
    const signal = new AbortSignal(kCreate);
    abortSignal(signal, reason);
    return signal;
  }

  static timeout(delay) {
    validateUint32(delay, 'delay', false);
    const signal = new AbortSignal(kCreate);
    const timer = setTimeout(() => {
      abortSignal(signal, domError('The operation was aborted due to timeout', 'TimeoutError'));
    }, delay);
    // Nobody's program should live on only to hear that its time is up.
    timer.unref();
    return signal;
  }

  static any(signals) {
    if (signals === null || typeof signals !== 'object' || typeof signals[Symbol.iterator] !== 'function') {
      throw new ERR_INVALID_ARG_TYPE('signals', 'iterable', signals);
    }
    const sources = [...signals];
    sources.forEach((source, i) => {
      if (!isSignal(source)) throw new ERR_INVALID_ARG_TYPE(`signals[${i}]`, 'AbortSignal', source);
    });
    const signal = new AbortSignal(kCreate);
    const already = sources.find((source) => source.aborted);
    if (already !== undefined) abortSignal(signal, already.reason);
    else follow(signal, sources);
    return signal;
  }

  [kInspect](depth, options, inspect) {
    return describe('AbortSignal', { aborted: this.aborted }, depth, options, inspect);
  }

  static is(value) {
    return typeof value === 'object' && value !== null && value[kAborted] !== undefined;
  }
}
const isSignal = AbortSignal.is;
delete AbortSignal.is;

class AbortController {
  #signal;

  get signal() {
    if (!(#signal in this)) throw new ERR_INVALID_THIS('AbortController');
    // Made when it is first asked for: many controllers are never used.
    return this.#signal ??= new AbortSignal(kCreate);
  }

  abort(reason = domError('This operation was aborted', 'AbortError')) {
    abortSignal(this.signal, reason);
  }

  [kInspect](depth, options, inspect) {
    return describe('AbortController', { signal: this.signal }, depth, options, inspect);
  }
}

function describe(name, facts, depth, options, inspect) {
  if (depth < 0) return `[${name}]`;
  const inner = { ...options, depth: Number.isInteger(options.depth) ? options.depth - 1 : options.depth };
  return `${name} ${inspect(facts, inner)}`;
}

function show(Class, names) {
  for (const name of names) {
    const about = Object.getOwnPropertyDescriptor(Class.prototype, name);
    Object.defineProperty(Class.prototype, name, { ...about, enumerable: true });
  }
  Object.defineProperty(Class.prototype, Symbol.toStringTag, { value: Class.name, configurable: true });
}

defineHandler(AbortSignal.prototype, 'abort');
show(AbortSignal, ['aborted', 'reason', 'throwIfAborted']);
show(AbortController, ['signal', 'abort']);

// Signals that may be sent through a port. Both sides stay of use: what arrives follows what was sent.
function transferableAbortSignal(signal) {
  if (!isSignal(signal)) throw new ERR_INVALID_ARG_TYPE('signal', 'AbortSignal', signal);
  const { kTransfer } = require('internal/clone');
  Object.defineProperty(signal, kTransfer, {
    value(check) {
      if (check !== undefined) return undefined;
      const copy = new AbortSignal(kCreate);
      if (signal.aborted) abortSignal(copy, signal.reason);
      else follow(copy, [signal]);
      return copy;
    },
    configurable: true,
  });
  return signal;
}

function transferableAbortController() {
  const controller = new AbortController();
  transferableAbortSignal(controller.signal);
  return controller;
}

module.exports = { AbortController, AbortSignal, transferableAbortController, transferableAbortSignal };
