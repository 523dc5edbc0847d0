// require('perf_hooks'): the clock of the process, marks on it, and who watches them.

const { defineLazyProperties } = require('internal/util');
const entries = require('perf_hooks/entries');
const observer = require('perf_hooks/observer');
const { Performance, performance, eventLoopUtilization, timerify } = require('perf_hooks/performance');

module.exports = {
  Performance,
  PerformanceEntry: entries.PerformanceEntry,
  PerformanceMark: entries.PerformanceMark,
  PerformanceMeasure: entries.PerformanceMeasure,
  PerformanceObserver: observer.PerformanceObserver,
  PerformanceObserverEntryList: observer.PerformanceObserverEntryList,
  PerformanceResourceTiming: entries.PerformanceResourceTiming,
  eventLoopUtilization,
  timerify,
  performance,
};
defineLazyProperties(module.exports, 'perf_hooks/event_loop_delay', ['monitorEventLoopDelay']);
defineLazyProperties(module.exports, 'perf_hooks/histogram', ['createHistogram']);

const gc = {
  NODE_PERFORMANCE_GC_MAJOR: 4,
  NODE_PERFORMANCE_GC_MINOR: 1,
  NODE_PERFORMANCE_GC_INCREMENTAL: 8,
  NODE_PERFORMANCE_GC_WEAKCB: 16,
  NODE_PERFORMANCE_GC_FLAGS_NO: 0,
  NODE_PERFORMANCE_GC_FLAGS_CONSTRUCT_RETAINED: 2,
  NODE_PERFORMANCE_GC_FLAGS_FORCED: 4,
  NODE_PERFORMANCE_GC_FLAGS_SYNCHRONOUS_PHANTOM_PROCESSING: 8,
  NODE_PERFORMANCE_GC_FLAGS_ALL_AVAILABLE_GARBAGE: 16,
  NODE_PERFORMANCE_GC_FLAGS_ALL_EXTERNAL_MEMORY: 32,
  NODE_PERFORMANCE_GC_FLAGS_SCHEDULE_IDLE: 64,
};
Object.defineProperty(module.exports, 'constants', { value: Object.freeze(gc), enumerable: true });
