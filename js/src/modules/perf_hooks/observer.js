// The performance timeline, and observers of it.

const { codes: { ERR_ILLEGAL_CONSTRUCTOR, ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_MISSING_ARGS } } =
  require('internal/errors');
const { validateFunction, validateObject } = require('internal/validators');

const TYPES = Object.freeze(['dns', 'function', 'gc', 'http', 'http2', 'mark', 'measure', 'net', 'resource']);
const SINGLE = 0;
const MULTIPLE = 1;
const kInspect = Symbol.for('nodejs.util.inspect.custom');
const kMake = Symbol('kMake');

const timeline = { mark: [], measure: [], resource: [] };
const observers = new Set();
const pending = new Set();
let scheduled = false;

const byStart = (a, b) => a.startTime - b.startTime;

class PerformanceObserverEntryList {
  #entries;

  constructor(key, entries) {
    if (key !== kMake) throw new ERR_ILLEGAL_CONSTRUCTOR();
    this.#entries = entries.sort(byStart);
  }

  getEntries() {
    return this.#entries.slice();
  }

  getEntriesByType(type) {
    if (arguments.length === 0) throw new ERR_MISSING_ARGS('type');
    type = `${type}`;
    return this.#entries.filter((entry) => entry.entryType === type);
  }

  getEntriesByName(name, type = undefined) {
    if (arguments.length === 0) throw new ERR_MISSING_ARGS('name');
    return named(this.#entries, name, type);
  }

  [kInspect](depth, options, inspect) {
    if (depth < 0) return this;
    const inner = { ...options, depth: options.depth == null ? null : options.depth - 1 };
    return `PerformanceObserverEntryList ${inspect(this.#entries, inner)}`;
  }
}

function named(entries, name, type) {
  name = `${name}`;
  if (type === undefined || type === null) return entries.filter((entry) => entry.name === name);
  type = `${type}`;
  return entries.filter((entry) => entry.name === name && entry.entryType === type);
}

let tell;
let see;

class PerformanceObserver {
  #callback;
  #kind;
  #types = new Set();
  #buffer = [];

  static {
    see = (observer, entry) => {
      if (!observer.#types.has(entry.entryType)) return;
      observer.#buffer.push(entry);
      pending.add(observer);
      schedule();
    };
    tell = (observer) => {
      if (observer.#buffer.length === 0) return;
      const list = new PerformanceObserverEntryList(kMake, observer.takeRecords());
      Reflect.apply(observer.#callback, observer, [list, observer]);
    };
  }

  static get supportedEntryTypes() {
    return TYPES;
  }

  constructor(callback) {
    validateFunction(callback, 'callback');
    this.#callback = callback;
  }

  observe(options = {}) {
    validateObject(options, 'options');
    const { entryTypes, type, buffered } = { ...options };
    if (entryTypes === undefined && type === undefined) {
      throw new ERR_MISSING_ARGS('options.entryTypes', 'options.type');
    }
    if (entryTypes != null && type != null) {
      throw new ERR_INVALID_ARG_VALUE('options.entryTypes', entryTypes,
        'options.entryTypes can not set with options.type together');
    }
    const kind = entryTypes === undefined ? SINGLE : MULTIPLE;
    this.#kind ??= kind;
    if (this.#kind !== kind) {
      throw invalidModification(kind === SINGLE ?
        'PerformanceObserver can not change to single observer' :
        'PerformanceObserver can not change to multiple observers');
    }
    if (kind === MULTIPLE) this.#observeMany(entryTypes);
    else this.#observeOne(type, buffered);
  }

  #observeMany(entryTypes) {
    if (!Array.isArray(entryTypes)) throw new ERR_INVALID_ARG_TYPE('options.entryTypes', 'string[]', entryTypes);
    this.#types = new Set(entryTypes.filter((type) => TYPES.includes(type)));
    if (this.#types.size === 0) this.disconnect();
    else observers.add(this);
  }

  #observeOne(type, buffered) {
    if (!TYPES.includes(type)) return;
    this.#types.add(type);
    observers.add(this);
    if (buffered) {
      this.#buffer.push(...(timeline[type] ?? []));
      pending.add(this);
      schedule();
    }
  }

  disconnect() {
    observers.delete(this);
    pending.delete(this);
    this.#buffer = [];
    this.#types = new Set();
    this.#kind = undefined;
  }

  takeRecords() {
    const records = this.#buffer;
    this.#buffer = [];
    return records;
  }

  [kInspect](depth, options, inspect) {
    if (depth < 0) return this;
    const inner = { ...options, depth: options.depth == null ? null : options.depth - 1 };
    const facts = { connected: observers.has(this), pending: pending.has(this), entryTypes: [...this.#types],
      buffer: this.#buffer };
    return `PerformanceObserver ${inspect(facts, inner)}`;
  }
}

function invalidModification(message) {
  const { DOMException } = require('internal/domexception');
  return new DOMException(message, 'InvalidModificationError');
}

// Observers are told in a turn of their own, of everything since.
function schedule() {
  if (scheduled) return;
  scheduled = true;
  require('timers').setImmediate(() => {
    scheduled = false;
    const told = [...pending];
    pending.clear();
    for (const observer of told) tell(observer);
  });
}

// Tells observers of an entry, without keeping it.
function announce(entry) {
  for (const observer of observers) see(observer, entry);
}

function enqueue(entry) {
  announce(entry);
  const list = timeline[entry.entryType];
  if (entry.entryType === 'mark' || entry.entryType === 'measure') list.push(entry);
  if (list?.length === 1e6) {
    process.emitWarning(
      `Possible perf_hooks memory leak detected. ${list.length} ${entry.entryType} entries added to the global ` +
      `performance entry buffer. Use performance.clear${entry.entryType === 'mark' ? 'Marks' : 'Measures'} to clear ` +
      'the buffer.', { name: 'MaxPerformanceEntryBufferExceededWarning' });
  }
}

function clear(type, name) {
  timeline[type] = name === undefined ? [] : timeline[type].filter((entry) => entry.name !== name);
}

function all() {
  return [...timeline.mark, ...timeline.measure, ...timeline.resource].sort(byStart);
}

for (const Class of [PerformanceObserver, PerformanceObserverEntryList]) {
  for (const name of Object.getOwnPropertyNames(Class.prototype)) {
    if (name !== 'constructor') Object.defineProperty(Class.prototype, name, { enumerable: true });
  }
  Object.defineProperty(Class.prototype, Symbol.toStringTag, { value: Class.name, configurable: true });
}

module.exports = {
  PerformanceObserver, PerformanceObserverEntryList, timeline, enqueue, announce, clear, all, named,
};

require('perf_hooks/interest').observersLoaded(announce);
