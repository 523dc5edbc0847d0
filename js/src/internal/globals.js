// The global variables that Node adds to JavaScript's own, and the rooms they come from.

const lazy = require('internal/lazy');

function define(name, descriptor) {
  Object.defineProperty(globalThis, name, descriptor);
}

// Ordinary hidden properties.
function hiddenGlobals(values) {
  for (const name of Object.keys(values)) {
    define(name, { value: values[name], writable: true, enumerable: false, configurable: true });
  }
}

// Ordinary properties.
function shownGlobals(values) {
  for (const name of Object.keys(values)) {
    define(name, { value: values[name], writable: true, enumerable: true, configurable: true });
  }
}

// From a room's exports, under the same name.
const FROM_ROOM = {
  Buffer: 'buffer',
  atob: 'buffer',
  btoa: 'buffer',
  Blob: 'buffer',
  File: 'buffer',
  URL: 'url',
  URLSearchParams: 'url',
  URLPattern: 'url',
  TextEncoder: 'util',
  TextDecoder: 'util',
  AbortController: 'internal/abort_controller',
  AbortSignal: 'internal/abort_controller',
  Event: 'events/event_target',
  EventTarget: 'events/event_target',
  CustomEvent: 'events/event_target',
  DOMException: 'internal/domexception',
  structuredClone: 'internal/clone',
  fetch: 'internal/fetch',
  crypto: 'crypto/web',
  performance: 'perf_hooks',
  Performance: 'perf_hooks',
  PerformanceEntry: 'perf_hooks',
  PerformanceMark: 'perf_hooks',
  PerformanceMeasure: 'perf_hooks',
  PerformanceObserver: 'perf_hooks',
  PerformanceObserverEntryList: 'perf_hooks',
  PerformanceResourceTiming: 'perf_hooks',
  MessageChannel: 'worker_threads/ports',
  MessagePort: 'worker_threads/ports',
  MessageEvent: 'worker_threads/message_event',
  BroadcastChannel: 'worker_threads/broadcast',
};

// The streams of the Web: many names, all from one room.
for (const name of [
  'ReadableStream', 'ReadableStreamDefaultReader', 'ReadableStreamBYOBReader', 'ReadableStreamBYOBRequest',
  'ReadableByteStreamController', 'ReadableStreamDefaultController', 'TransformStream',
  'TransformStreamDefaultController', 'WritableStream', 'WritableStreamDefaultController',
  'WritableStreamDefaultWriter', 'ByteLengthQueuingStrategy', 'CountQueuingStrategy', 'TextEncoderStream',
  'TextDecoderStream',
]) FROM_ROOM[name] = 'stream/web';

// Node shows these to `for…in`, and the timers.
const SHOWN = ['atob', 'btoa', 'structuredClone', 'performance', 'fetch', 'crypto'];
const TIMERS = [
  'setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'setImmediate', 'clearImmediate',
];

// `lazyGlobal(name, room, shown)` lays out one of them.
function lazyGlobals(process, lazyGlobal) {
  let current = process;
  define('process', {
    get: () => current,
    set(value) { current = value; },
    enumerable: false,
    configurable: true,
  });
  for (const name of TIMERS) lazyGlobal(name, 'timers', true);
  for (const name of Object.keys(FROM_ROOM)) {
    lazyGlobal(name, FROM_ROOM[name], SHOWN.includes(name));
  }
  lazy(globalThis, 'console', () => require('console'), false);
}

module.exports = { hiddenGlobals, shownGlobals, lazyGlobals };
