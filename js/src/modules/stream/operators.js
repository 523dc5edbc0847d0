// The operators of Readable: map, filter, forEach, … as async generators and functions over the stream's chunks.

const { AbortError, codes: { ERR_MISSING_ARGS, ERR_OUT_OF_RANGE } } = require('internal/errors');
const { validateAbortSignal, validateFunction, validateInteger, validateObject } = require('internal/validators');

// A result that is left out, and the mark behind the last result.
const NOTHING = Symbol('nothing');
const END = Symbol('end');

function checkOptions(options) {
  if (options === undefined || options === null) return;
  validateObject(options, 'options');
  if (options.signal !== undefined && options.signal !== null) validateAbortSignal(options.signal, 'options.signal');
}

// The calls of `fn` that are running or whose results have not been taken yet, in the order of the chunks.
class Mapping {
  constructor(stream, fn, outerSignal, concurrency, limit) {
    this.stream = stream;
    this.fn = fn;
    this.outerSignal = outerSignal;
    this.signal = null;
    this.concurrency = concurrency;
    this.limit = limit;
    this.results = [];
    this.running = 0;
    this.over = false;
    this.wakeReader = null;
    this.wakeSource = null;
  }

  // Reads the stream and starts calls, as many as may run and wait at a time.
  async readAhead() {
    try {
      for await (const chunk of this.stream) {
        if (this.over) return;
        if (this.signal.aborted) throw new AbortError();
        if (!this.begin(chunk)) continue;
        if (!this.over && this.isFull()) await new Promise((resolve) => { this.wakeSource = resolve; });
      }
      this.results.push(END);
    } catch (error) {
      this.add(Promise.reject(error));
    } finally {
      this.over = true;
      this.tellReader();
    }
  }

  begin(chunk) {
    let result;
    try {
      result = this.fn(chunk, { signal: this.signal });
      if (result === NOTHING) return false;
      result = Promise.resolve(result);
    } catch (error) {
      result = Promise.reject(error);
    }
    this.running++;
    this.add(result);
    this.tellReader();
    return true;
  }

  add(promise) {
    promise.then(() => this.done(), () => {
      this.over = true;
      this.done();
    });
    this.results.push(promise);
  }

  isFull() {
    return this.results.length >= this.limit || this.running >= this.concurrency;
  }

  done() {
    this.running--;
    this.tellSource();
  }

  tellReader() {
    const wake = this.wakeReader;
    this.wakeReader = null;
    if (wake !== null) wake();
  }

  tellSource() {
    if (this.wakeSource === null || this.over || this.isFull()) return;
    this.wakeSource();
    this.wakeSource = null;
  }

  // Nothing happens before the first value is asked for.
  async* values() {
    const { AbortSignal } = require('internal/abort_controller');
    this.signal = AbortSignal.any(this.outerSignal ? [this.outerSignal] : []);
    this.readAhead();
    try {
      for (;;) {
        while (this.results.length > 0) {
          const value = await this.results[0];
          if (value === END) return;
          if (this.signal.aborted) throw new AbortError();
          if (value !== NOTHING) yield value;
          this.results.shift();
          this.tellSource();
        }
        await new Promise((resolve) => { this.wakeReader = resolve; });
      }
    } finally {
      // Nobody takes results any more: the source need not be read on.
      this.over = true;
      if (this.wakeSource !== null) this.wakeSource();
      this.wakeSource = null;
    }
  }
}

function map(fn, options) {
  validateFunction(fn, 'fn');
  checkOptions(options);
  const concurrency = Math.floor(options?.concurrency ?? 1);
  const ahead = Math.floor(options?.highWaterMark ?? concurrency - 1);
  validateInteger(concurrency, 'options.concurrency', 1);
  validateInteger(ahead, 'options.highWaterMark', 0);
  return new Mapping(this, fn, options?.signal, concurrency, ahead + concurrency).values();
}

function filter(fn, options) {
  validateFunction(fn, 'fn');
  return map.call(this, async (value, rest) => (await fn(value, rest) ? value : NOTHING), options);
}

async function forEach(fn, options) {
  validateFunction(fn, 'fn');
  const all = map.call(this, async (value, rest) => {
    await fn(value, rest);
    return NOTHING;
  }, options);
  for await (const unused of all); // eslint-disable-line no-unused-vars
}

async function some(fn, options = undefined) {
  for await (const unused of filter.call(this, fn, options)) return true; // eslint-disable-line no-unused-vars
  return false;
}

async function every(fn, options = undefined) {
  validateFunction(fn, 'fn');
  return !(await some.call(this, async (...args) => !(await fn(...args)), options));
}

async function find(fn, options) {
  for await (const value of filter.call(this, fn, options)) return value;
  return undefined;
}

async function toArray(options) {
  checkOptions(options);
  const all = [];
  for await (const value of this) {
    if (options?.signal?.aborted) throw new AbortError(undefined, { cause: options.signal.reason });
    all.push(value);
  }
  return all;
}

function flatMap(fn, options) {
  const values = map.call(this, fn, options);
  return (async function* flattened() {
    for await (const value of values) yield* value;
  })();
}

async function reduce(reducer, initial, options) {
  validateFunction(reducer, 'reducer');
  checkOptions(options);
  const outer = options?.signal;
  if (outer?.aborted) {
    const error = new AbortError(undefined, { cause: outer.reason });
    // It is thrown below; as an event it would be told twice.
    this.once('error', () => {});
    await require('stream/finished').finished(this.destroy(error));
    throw error;
  }
  const controller = new (require('internal/abort_controller').AbortController)();
  const listening = outer && require('events/static').addAbortListener(outer, () => controller.abort());
  let empty = arguments.length < 2;
  let result = initial;
  try {
    for await (const value of this) {
      if (outer?.aborted) throw new AbortError();
      if (empty) {
        result = value;
        empty = false;
      } else {
        result = await reducer(result, value, { signal: controller.signal });
      }
    }
  } finally {
    controller.abort();
    listening?.[Symbol.dispose]();
  }
  if (empty) {
    const error = new ERR_MISSING_ARGS('reduce');
    error.message = 'Reduce of an empty stream requires an initial value';
    throw error;
  }
  return result;
}

function toCount(number) {
  number = Number(number);
  if (Number.isNaN(number)) return 0;
  if (number < 0) throw new ERR_OUT_OF_RANGE('number', '>= 0', number);
  return number;
}

function throwIfAborted(options) {
  if (options?.signal?.aborted) throw new AbortError();
}

function drop(number, options = undefined) {
  checkOptions(options);
  let left = toCount(number);
  const stream = this;
  return (async function* dropped() {
    throwIfAborted(options);
    for await (const value of stream) {
      throwIfAborted(options);
      if (left-- <= 0) yield value;
    }
  })();
}

function take(number, options = undefined) {
  checkOptions(options);
  let left = toCount(number);
  const stream = this;
  return (async function* taken() {
    throwIfAborted(options);
    for await (const value of stream) {
      throwIfAborted(options);
      if (left-- > 0) yield value;
      // The next value is not asked for when it is not wanted.
      if (left <= 0) return;
    }
  })();
}

module.exports = { map, filter, forEach, some, every, find, toArray, flatMap, reduce, drop, take };
