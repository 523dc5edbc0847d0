// Entries about requests. The list is as long as the program allows; what does not fit waits until it was told so.

const { PerformanceResourceTiming, kMake } = require('perf_hooks/entries');
const { timeline, announce } = require('perf_hooks/observer');

let limit = 250;
let waiting = [];
let told = false;

function setBufferSize(size) {
  // As the web's interface definitions turn any value into an unsigned number.
  limit = Number.isSafeInteger(size) && size > 0 ? size : 0;
}

function markResourceTiming(info, url, initiator, global, cacheMode, body, status, delivery) {
  const entry = new PerformanceResourceTiming(kMake, url, initiator, info, cacheMode, status, delivery ?? '');
  announce(entry);
  const { performance } = require('perf_hooks/performance');
  if (timeline.resource.length < limit && !told) {
    timeline.resource.push(entry);
    return entry;
  }
  waiting.push(entry);
  if (!told) {
    told = true;
    require('timers').setImmediate(() => full(performance));
  }
  return entry;
}

function full(performance) {
  while (waiting.length > 0) {
    const before = waiting.length;
    if (timeline.resource.length >= limit) {
      const { Event } = require('events/event_target');
      performance.dispatchEvent(new Event('resourcetimingbufferfull'));
    }
    while (waiting.length > 0 && timeline.resource.length < limit) timeline.resource.push(waiting.shift());
    if (waiting.length >= before) waiting = [];
  }
  told = false;
}

module.exports = { setBufferSize, markResourceTiming };
