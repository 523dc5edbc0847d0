// The object `performance`.

const { codes: { ERR_ILLEGAL_CONSTRUCTOR, ERR_INVALID_ARG_TYPE, ERR_INVALID_THIS, ERR_MISSING_ARGS } } =
  require('internal/errors');
const { EventTarget, defineHandler } = require('events/event_target');
const { now, timeOrigin, milestones, idleTime, loopCounts, loopExit } = require('perf_hooks/clock');
const { PerformanceEntry, PerformanceNodeEntry, PerformanceMark, kMake } = require('perf_hooks/entries');
const { timeline, announce, enqueue, clear, all, named } = require('perf_hooks/observer');

const kInspect = Symbol.for('nodejs.util.inspect.custom');
let real;

function check(value) {
  if (value !== real) throw new ERR_INVALID_THIS('Performance');
}

class PerformanceNodeTiming extends PerformanceEntry {
  constructor() {
    super(kMake, 'node', 'node', 0, 0);
    const define = (name, get) => Object.defineProperty(this, name, { get, enumerable: true, configurable: true });
    define('name', () => 'node');
    define('entryType', () => 'node');
    define('startTime', () => 0);
    define('duration', now);
    define('nodeStart', () => milestones.begun);
    define('v8Start', () => milestones.empty);
    define('environment', () => milestones.environment);
    define('bootstrapComplete', () => milestones.ready);
    define('loopStart', () => milestones.loopStart);
    define('loopExit', loopExit);
    define('idleTime', idleTime);
    define('uvMetricsInfo', loopCounts);
  }

  toJSON() {
    return { ...this };
  }
}
delete PerformanceNodeTiming.prototype.detail;

function eventLoopUtilization(first, second) {
  if (milestones.loopStart <= 0) return { idle: 0, active: 0, utilization: 0 };
  if (second !== undefined) return between(first.idle - second.idle, first.active - second.active);
  const idle = idleTime();
  const active = now() - milestones.loopStart - idle;
  if (first === undefined) return { idle, active, utilization: active / (idle + active) };
  return between(idle - first.idle, active - first.active);
}

function between(idle, active) {
  return { idle, active, utilization: active / (idle + active) };
}

// The function, with every call told to observers of 'function'.
function timerify(fn, options = {}) {
  const { validateFunction, validateObject } = require('internal/validators');
  validateFunction(fn, 'fn');
  validateObject(options, 'options');
  const { histogram } = options;
  if (histogram !== undefined && typeof histogram?.record !== 'function') {
    throw new ERR_INVALID_ARG_TYPE('options.histogram', 'RecordableHistogram', histogram);
  }
  function timerified(...args) {
    const start = now();
    const done = () => {
      const duration = now() - start;
      histogram?.record(Math.max(1, Math.ceil(duration * 1e6)));
      announce(new PerformanceNodeEntry(kMake, fn.name, 'function', start, duration, args));
    };
    const result = new.target ? Reflect.construct(fn, args, fn) : Reflect.apply(fn, this, args);
    if (new.target === undefined && typeof result?.finally === 'function') return result.finally(done);
    done();
    return result;
  }
  Object.defineProperties(timerified, {
    length: { configurable: false, enumerable: true, value: fn.length },
    name: { configurable: false, enumerable: true, value: `timerified ${fn.name}` },
  });
  return timerified;
}

class Performance extends EventTarget {
  constructor(key) {
    if (key !== kMake) throw new ERR_ILLEGAL_CONSTRUCTOR();
    super();
  }

  clearMarks(name = undefined) {
    check(this);
    clear('mark', name === undefined ? undefined : `${name}`);
  }

  clearMeasures(name = undefined) {
    check(this);
    clear('measure', name === undefined ? undefined : `${name}`);
  }

  clearResourceTimings(name = undefined) {
    check(this);
    clear('resource', name === undefined ? undefined : `${name}`);
  }

  getEntries() {
    check(this);
    return all();
  }

  getEntriesByName(name, type = undefined) {
    check(this);
    if (arguments.length === 0) throw new ERR_MISSING_ARGS('name');
    return named(all(), name, type);
  }

  getEntriesByType(type) {
    check(this);
    if (arguments.length === 0) throw new ERR_MISSING_ARGS('type');
    return (timeline[`${type}`] ?? []).slice();
  }

  mark(name, options = {}) {
    check(this);
    const mark = arguments.length === 0 ? new PerformanceMark() : new PerformanceMark(name, options);
    enqueue(mark);
    return mark;
  }

  measure(name, startOrOptions = {}, endMark = undefined) {
    check(this);
    if (arguments.length === 0) throw new ERR_MISSING_ARGS('name');
    const entry = require('perf_hooks/measure').make(name, startOrOptions, endMark);
    enqueue(entry);
    return entry;
  }

  now() {
    check(this);
    return now();
  }

  setResourceTimingBufferSize(size) {
    check(this);
    if (arguments.length === 0) throw new ERR_MISSING_ARGS('maxSize');
    require('perf_hooks/resources').setBufferSize(size);
  }

  get timeOrigin() {
    check(this);
    return timeOrigin;
  }

  toJSON() {
    check(this);
    return { nodeTiming: this.nodeTiming, timeOrigin, eventLoopUtilization: eventLoopUtilization() };
  }

  [kInspect](depth, options, inspect) {
    if (depth < 0) return this;
    const inner = { ...options, depth: options.depth == null ? null : options.depth - 1 };
    return `Performance ${inspect({ nodeTiming: this.nodeTiming, timeOrigin: this.timeOrigin }, inner)}`;
  }
}

for (const name of Object.getOwnPropertyNames(Performance.prototype)) {
  if (name !== 'constructor') Object.defineProperty(Performance.prototype, name, { enumerable: true });
}
Object.defineProperty(Performance.prototype, Symbol.toStringTag, { value: 'Performance', configurable: true });
defineHandler(Performance.prototype, 'resourcetimingbufferfull');
Object.defineProperties(Performance.prototype, {
  eventLoopUtilization: { value: eventLoopUtilization, configurable: true, writable: true },
  nodeTiming: { value: new PerformanceNodeTiming(), configurable: true, writable: true },
  markResourceTiming: {
    value: (...args) => require('perf_hooks/resources').markResourceTiming(...args), configurable: true, writable: true,
  },
  timerify: { value: timerify, configurable: true, writable: true },
});

const performance = real = new Performance(kMake);

module.exports = { Performance, performance, eventLoopUtilization, timerify };
