// The global variables that Node adds to JavaScript's own, and the rooms they come from.

function define(name, descriptor) {
  Object.defineProperty(globalThis, name, descriptor);
}

// Ordinary hidden properties.
function hiddenGlobals(values) {
  for (const name of Object.keys(values)) {
    define(name, { value: values[name], writable: true, enumerable: false, configurable: true });
  }
}

// A property that loads its room when it is first read, and is an ordinary one from then on.
function lazy(name, load, enumerable) {
  const settle = (value) => define(name, { value, writable: true, enumerable, configurable: true });
  define(name, {
    get() {
      const value = load();
      settle(value);
      return value;
    },
    set: settle,
    enumerable,
    configurable: true,
  });
}

// From a room's exports, under the same name.
const FROM_ROOM = {
  Buffer: 'buffer',
  atob: 'buffer',
  btoa: 'buffer',
  Blob: 'buffer',
  File: 'buffer',
  TextEncoder: 'util',
  TextDecoder: 'util',
  AbortController: 'internal/abort_controller',
  AbortSignal: 'internal/abort_controller',
  Event: 'events/event_target',
  EventTarget: 'events/event_target',
  CustomEvent: 'events/event_target',
  DOMException: 'internal/domexception',
};

// Node shows these to `for…in`.
const TIMERS = [
  'setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'setImmediate', 'clearImmediate',
];

function lazyGlobals(process) {
  let current = process;
  define('process', {
    get: () => current,
    set(value) { current = value; },
    enumerable: false,
    configurable: true,
  });
  for (const name of TIMERS) lazy(name, () => require('timers')[name], true);
  for (const name of Object.keys(FROM_ROOM)) lazy(name, () => require(FROM_ROOM[name])[name], false);
  lazy('console', () => require('console'), false);
}

module.exports = { hiddenGlobals, lazyGlobals };
