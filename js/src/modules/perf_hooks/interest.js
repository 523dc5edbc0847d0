// For rooms whose work observers may want to hear of ('dns', 'net'). Nothing is measured before a program has loaded the
// observers.

let announce;

exports.observersLoaded = function observersLoaded(tell) {
  announce = tell;
};

// When something begins; undefined if nobody wants to know.
exports.begin = function begin() {
  return announce === undefined ? undefined : require('perf_hooks/clock').now();
};

exports.end = function end(start, type, name, detail) {
  if (start === undefined) return;
  const { PerformanceNodeEntry, kMake } = require('perf_hooks/entries');
  announce(new PerformanceNodeEntry(kMake, name, type, start, require('perf_hooks/clock').now() - start, detail));
};
