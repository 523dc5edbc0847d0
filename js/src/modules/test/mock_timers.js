// mock.timers: time that passes only when the test says so.

const { codes: { ERR_INVALID_ARG_VALUE, ERR_INVALID_STATE, ERR_INVALID_ARG_TYPE } } = require('internal/errors');
const { AbortError } = require('internal/errors');
const { validateAbortSignal, validateNumber, validateObject, validateStringArray } = require('internal/validators');

const APIS = ['setTimeout', 'setInterval', 'setImmediate', 'Date', 'scheduler.wait', 'AbortSignal.timeout'];
const FUNCTIONS = {
  setTimeout: ['setTimeout', 'clearTimeout'],
  setInterval: ['setInterval', 'clearInterval'],
  setImmediate: ['setImmediate', 'clearImmediate'],
};

let lastId = 1;

class MockTimers {
  #enabled = false;
  #now = 0;
  #queue = [];
  #undo = [];

  enable(options = {}) {
    if (this.#enabled) throw new ERR_INVALID_STATE('MockTimers is already enabled!');
    validateObject(options, 'options');
    const { apis = APIS, now = 0 } = { ...options };
    validateStringArray(apis, 'options.apis');
    for (const api of apis) {
      if (!APIS.includes(api)) {
        throw new ERR_INVALID_ARG_VALUE('options.apis', api, `option ${api} is not supported`);
      }
    }
    this.#now = startOf(now);
    this.#queue = [];
    this.#enabled = true;
    for (const api of apis) this.#replace(api);
  }

  #replace(api) {
    if (api === 'Date') this.#put(globalThis, 'Date', this.#date());
    else if (api === 'scheduler.wait') {
      const { scheduler } = require('timers/promises');
      const { setTimeout } = this.#promises();
      this.#put(scheduler, 'wait', (delay, options) => setTimeout(delay, undefined, options));
    } else if (api === 'AbortSignal.timeout') {
      this.#put(globalThis.AbortSignal, 'timeout', (delay) => this.#signal(delay));
    } else {
      const timers = require('timers');
      const made = this.#functions();
      for (const name of FUNCTIONS[api]) {
        this.#put(globalThis, name, made[name]);
        this.#put(timers, name, made[name]);
      }
      this.#put(require('timers/promises'), api, this.#promises()[api]);
    }
  }

  #put(object, name, value) {
    const before = Object.getOwnPropertyDescriptor(object, name) ??
      { value: object[name], writable: true, configurable: true, enumerable: false };
    Object.defineProperty(object, name, { value, writable: true, configurable: true, enumerable: before.enumerable });
    this.#undo.push(() => Object.defineProperty(object, name, before));
  }

  #add(callback, delay, args, repeats, priority = 1) {
    delay = Number.isFinite(+delay) && +delay >= 0 ? +delay : 0;
    if (priority !== 0) delay = Math.max(1, Math.trunc(delay));
    const timer = new MockTimer(callback, args, repeats ? delay : undefined);
    timer.due = this.#now + delay;
    timer.priority = priority;
    this.#queue.push(timer);
    return timer;
  }

  #clear(timer) {
    const wanted = typeof timer === 'object' ? timer?.id : Number(timer);
    const at = this.#queue.findIndex((one) => one.id === wanted);
    if (at >= 0) this.#queue.splice(at, 1);
  }

  #functions() {
    const { validateFunction } = require('internal/validators');
    const start = (callback, delay, args, repeats, priority) => {
      validateFunction(callback, 'callback');
      return this.#add(callback, delay, args, repeats, priority);
    };
    const clear = (timer) => this.#clear(timer);
    return {
      setTimeout: (callback, delay, ...args) => start(callback, delay, args, false),
      setInterval: (callback, delay, ...args) => start(callback, delay, args, true),
      setImmediate: (callback, ...args) => start(callback, 0, args, false, 0),
      clearTimeout: clear,
      clearInterval: clear,
      clearImmediate: clear,
    };
  }

  #promises() {
    const later = (delay, value, options = {}, priority) => new Promise((resolve, reject) => {
      const { signal } = options ?? {};
      validateAbortSignal(signal, 'options.signal');
      if (signal?.aborted) {
        reject(new AbortError(undefined, { cause: signal.reason }));
        return;
      }
      const timer = this.#add(() => resolve(value), delay, [], false, priority);
      signal?.addEventListener('abort', () => {
        this.#clear(timer);
        reject(new AbortError(undefined, { cause: signal.reason }));
      }, { once: true });
    });
    const mock = this;
    return {
      setTimeout: (delay, value, options) => later(delay, value, options),
      setImmediate: (value, options) => later(0, value, options, 0),
      async* setInterval(delay, startTime, options = {}) {
        const { signal } = options;
        if (signal?.aborted) throw new AbortError(undefined, { cause: signal.reason });
        const ticks = [];
        let wake;
        const timer = mock.#add(() => {
          ticks.push(mock.#now);
          wake?.();
        }, delay, [], true);
        const abort = () => wake?.();
        signal?.addEventListener('abort', abort, { once: true });
        try {
          for (;;) {
            while (ticks.length > 0) {
              ticks.shift();
              yield startTime;
            }
            if (signal?.aborted) throw new AbortError(undefined, { cause: signal.reason });
            await new Promise((resolve) => { wake = resolve; });
          }
        } finally {
          mock.#clear(timer);
          signal?.removeEventListener('abort', abort);
        }
      },
    };
  }

  #signal(delay) {
    require('internal/validators').validateUint32(delay, 'delay', false);
    const controller = new AbortController();
    this.#add(() => {
      const { DOMException } = require('internal/domexception');
      controller.abort(new DOMException('The operation was aborted due to timeout', 'TimeoutError'));
    }, delay, [], false);
    return controller.signal;
  }

  // A Date that knows our time.
  #date() {
    const Real = globalThis.Date;
    const now = () => this.#now;
    function MockDate(...args) {
      if (!new.target) return new Real(now()).toString();
      return Reflect.construct(Real, args.length === 0 ? [now()] : args, new.target);
    }
    Object.defineProperties(MockDate, Object.getOwnPropertyDescriptors(Real));
    Object.defineProperties(MockDate, {
      now: { value: function now_() { return now(); }, writable: true, configurable: true },
      isMock: { value: true, configurable: true },
      toString: { value: () => Function.prototype.toString.call(Real), writable: true, configurable: true },
    });
    Object.defineProperty(MockDate.now, 'name', { value: 'now', configurable: true });
    Object.defineProperty(MockDate.prototype, 'constructor', { value: MockDate, writable: true, configurable: true });
    this.#undo.push(() => {
      Object.defineProperty(Real.prototype, 'constructor', { value: Real, writable: true, configurable: true });
    });
    return MockDate;
  }

  #checkEnabled() {
    if (!this.#enabled) throw new ERR_INVALID_STATE('You should enable MockTimers first by calling the .enable function');
  }

  tick(time = 1) {
    this.#checkEnabled();
    checkTime(time, 'time');
    const until = this.#now + time;
    this.#runUntil(until);
    this.#now = until;
  }

  #runUntil(until) {
    for (;;) {
      const timer = this.#first();
      if (timer === undefined || timer.due > until) return;
      this.#queue.splice(this.#queue.indexOf(timer), 1);
      this.#now = Math.max(this.#now, timer.due);
      if (timer.period !== undefined) {
        timer.due += Math.max(1, timer.period);
        this.#queue.push(timer);
      }
      Reflect.apply(timer.callback, undefined, timer.args);
      if (!this.#enabled) return;
    }
  }

  #first() {
    let first;
    for (const timer of this.#queue) {
      if (first === undefined || timer.due < first.due ||
          (timer.due === first.due && timer.priority < first.priority)) first = timer;
    }
    return first;
  }

  runAll() {
    this.#checkEnabled();
    const last = Math.max(...this.#queue.map((timer) => timer.due));
    if (this.#queue.length > 0) this.tick(last - this.#now);
  }

  setTime(time = 0) {
    checkTime(time, 'time');
    this.#checkEnabled();
    this.#now = time;
  }

  reset() {
    if (!this.#enabled) return;
    for (const undo of this.#undo.reverse()) undo();
    this.#undo = [];
    this.#queue = [];
    this.#enabled = false;
  }

  [Symbol.dispose]() {
    this.reset();
  }
}

class MockTimer {
  constructor(callback, args, period) {
    this.id = lastId++;
    this.callback = callback;
    this.args = args;
    this.period = period;
  }

  hasRef() { return true; }
  ref() { return this; }
  unref() { return this; }
  refresh() { return this; }
  [Symbol.toPrimitive]() { return this.id; }
}

function startOf(now) {
  if (typeof now === 'number') {
    checkTime(now, 'options.now');
    return now;
  }
  if (now instanceof Date) {
    const time = now.getTime();
    if (Number.isNaN(time)) throw new ERR_INVALID_ARG_VALUE('now', now, `epoch must be a positive integer received ${time}`);
    return time;
  }
  throw new ERR_INVALID_ARG_TYPE('options.now', ['number', 'Date'], now);
}

function checkTime(time, name) {
  validateNumber(time, name);
  if (!(time >= 0)) throw new ERR_INVALID_ARG_VALUE(name, time, 'must be greater than or equal to zero');
}

module.exports = { MockTimers };
