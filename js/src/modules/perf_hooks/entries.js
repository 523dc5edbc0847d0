// Entries of the performance timeline.

const { codes: { ERR_ILLEGAL_CONSTRUCTOR, ERR_INVALID_THIS, ERR_MISSING_ARGS,
  ERR_PERFORMANCE_INVALID_TIMESTAMP, ERR_INVALID_ARG_VALUE } } = require('internal/errors');
const { now } = require('perf_hooks/clock');

const kMake = Symbol('kMake');
const kInspect = Symbol.for('nodejs.util.inspect.custom');

class PerformanceEntry {
  #name;
  #type;
  #start;
  #duration;

  constructor(key, name, type, start, duration) {
    if (key !== kMake) throw new ERR_ILLEGAL_CONSTRUCTOR();
    this.#name = name;
    this.#type = type;
    this.#start = start;
    this.#duration = duration;
  }

  static #check(entry) {
    if (entry === null || typeof entry !== 'object' || !(#name in entry)) {
      throw new ERR_INVALID_THIS('PerformanceEntry');
    }
  }

  get name() { PerformanceEntry.#check(this); return this.#name; }
  get entryType() { PerformanceEntry.#check(this); return this.#type; }
  get startTime() { PerformanceEntry.#check(this); return this.#start; }
  get duration() { PerformanceEntry.#check(this); return this.#duration; }

  toJSON() {
    PerformanceEntry.#check(this);
    const { name, entryType, startTime, duration } = this;
    return { name, entryType, startTime, duration };
  }

  [kInspect](depth, options, inspect) {
    if (depth < 0) return this;
    const inner = { ...options, depth: options.depth == null ? null : options.depth - 1 };
    return `${this.constructor.name} ${inspect(this.toJSON(), inner)}`;
  }
}

// An entry with something about it: of a function, of the network, of the collector.
class PerformanceNodeEntry extends PerformanceEntry {
  #detail;

  constructor(key, name, type, start, duration, detail) {
    super(key, name, type, start, duration);
    this.#detail = detail;
  }

  get detail() { return this.#detail; }

  toJSON() {
    return { ...super.toJSON(), detail: this.#detail };
  }
}
Object.defineProperty(PerformanceNodeEntry, 'name', { value: 'PerformanceNodeEntry' });

function detailOf(options) {
  const detail = options?.detail;
  return detail === undefined || detail === null ? null : require('internal/clone').structuredClone(detail);
}

class PerformanceMark extends PerformanceEntry {
  #detail;

  constructor(name, options = undefined) {
    if (arguments.length === 0) throw new ERR_MISSING_ARGS('name');
    name = `${name}`;
    if (name in milestoneNames) throw new ERR_INVALID_ARG_VALUE('name', name);
    if (options !== undefined && options !== null) require('internal/validators').validateObject(options, 'options');
    const start = options?.startTime;
    if (start !== undefined) {
      require('internal/validators').validateNumber(start, 'startTime');
      if (start < 0) throw new ERR_PERFORMANCE_INVALID_TIMESTAMP(start);
    }
    super(kMake, name, 'mark', start ?? now(), 0);
    this.#detail = detailOf(options);
  }

  get detail() {
    if (!(#detail in this)) throw new ERR_INVALID_THIS('PerformanceMark');
    return this.#detail;
  }

  toJSON() {
    return { ...super.toJSON(), detail: this.detail };
  }
}

class PerformanceMeasure extends PerformanceEntry {
  #detail;

  constructor(key, name, start, duration, options) {
    super(key, name, 'measure', start, duration);
    this.#detail = detailOf(options);
  }

  get detail() {
    if (!(#detail in this)) throw new ERR_INVALID_THIS('PerformanceMeasure');
    return this.#detail;
  }

  toJSON() {
    return { ...super.toJSON(), detail: this.detail };
  }
}

// The names of the process' own points in time, which marks must not take.
const milestoneNames = {
  __proto__: null,
  nodeStart: true, v8Start: true, environment: true, loopStart: true, loopExit: true, bootstrapComplete: true,
};

// What fetch has told about a request.
class PerformanceResourceTiming extends PerformanceEntry {
  #info;
  #initiator;
  #cacheMode;
  #status;
  #delivery;

  constructor(key, url, initiator, info, cacheMode, status, delivery) {
    super(key, url, 'resource', info?.startTime, info === undefined ? undefined : info.endTime - info.startTime);
    this.#info = info;
    this.#initiator = initiator;
    this.#cacheMode = cacheMode;
    this.#status = status;
    this.#delivery = delivery;
  }

  get initiatorType() { return this.#initiator; }
  get workerStart() { return this.#info.finalServiceWorkerStartTime; }
  get redirectStart() { return this.#info.redirectStartTime; }
  get redirectEnd() { return this.#info.redirectEndTime; }
  get fetchStart() { return this.#info.postRedirectStartTime; }
  get domainLookupStart() { return this.#info.finalConnectionTimingInfo?.domainLookupStartTime; }
  get domainLookupEnd() { return this.#info.finalConnectionTimingInfo?.domainLookupEndTime; }
  get connectStart() { return this.#info.finalConnectionTimingInfo?.connectionStartTime; }
  get connectEnd() { return this.#info.finalConnectionTimingInfo?.connectionEndTime; }
  get secureConnectionStart() { return this.#info.finalConnectionTimingInfo?.secureConnectionStartTime; }
  get nextHopProtocol() { return this.#info.finalConnectionTimingInfo?.ALPNNegotiatedProtocol; }
  get requestStart() { return this.#info.finalNetworkRequestStartTime; }
  get responseStart() { return this.#info.finalNetworkResponseStartTime; }
  get responseEnd() { return this.#info.endTime; }
  get encodedBodySize() { return this.#info.encodedBodySize; }
  get decodedBodySize() { return this.#info.decodedBodySize; }
  get transferSize() {
    if (this.#cacheMode === 'local') return 0;
    if (this.#cacheMode === 'validated') return 300;
    return this.#info.encodedBodySize + 300;
  }
  get deliveryType() { return this.#delivery; }
  get responseStatus() { return this.#status; }

  toJSON() {
    const json = super.toJSON();
    for (const name of Object.keys(Object.getOwnPropertyDescriptors(PerformanceResourceTiming.prototype))) {
      if (name !== 'constructor' && name !== 'toJSON') json[name] = this[name];
    }
    return json;
  }
}

for (const Class of [PerformanceEntry, PerformanceMark, PerformanceMeasure, PerformanceResourceTiming]) {
  for (const name of Object.getOwnPropertyNames(Class.prototype)) {
    if (name !== 'constructor') Object.defineProperty(Class.prototype, name, { enumerable: true });
  }
  Object.defineProperty(Class.prototype, Symbol.toStringTag, { value: Class.name, configurable: true });
}

module.exports = {
  PerformanceEntry, PerformanceNodeEntry, PerformanceMark, PerformanceMeasure, PerformanceResourceTiming, kMake,
  milestoneNames,
};
