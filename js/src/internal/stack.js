// `stack`, as V8 has it: an error remembers where it was made, and tells in V8's form when it is asked.
//
// The engine hands over call sites (stack/mod.rs); text is made of them at the first reading, and kept as an own
// property. Until then `stack` is an accessor of Error.prototype: `Object.hasOwn(error, 'stack')` is false, which is
// where this differs from Node 20 (Node 26 has accessors, too, but own ones).

// An own property of syntax errors: `file:line`, the line, a caret.
const kArrow = Symbol('kArrow');

const nativeStack = Object.getOwnPropertyDescriptor(Error.prototype, 'stack').get;
const nativeCapture = Error.captureStackTrace;

// The call sites that an error remembers; undefined for what is no error.
function sitesOf(error) {
  const sites = nativeStack.call(error);
  return Array.isArray(sites) ? sites : undefined;
}

function hide(object, value) {
  Object.defineProperty(object, 'stack', { value, writable: true, configurable: true, enumerable: false });
}

// Makes the text, and keeps it if the object lets us. `captured`: by Error.captureStackTrace.
function settle(object, sites, captured) {
  const text = require('internal/stack/format').format(object, sites, captured);
  if (Object.isExtensible(object)) hide(object, text);
  return text;
}

Object.defineProperty(Error.prototype, 'stack', {
  get: function stack() {
    const sites = nativeStack.call(this);
    return Array.isArray(sites) ? settle(this, sites, false) : sites ?? undefined;
  },
  set: function stack(value) {
    if (this === null || (typeof this !== 'object' && typeof this !== 'function')) return;
    // An object that only inherits from an error has no stack to hide.
    const enumerable = !Error.isError(this);
    Object.defineProperty(this, 'stack', { value, writable: true, configurable: true, enumerable });
  },
  enumerable: false,
  configurable: true,
});

Object.defineProperty(Error, 'captureStackTrace', {
  value: function captureStackTrace(object, above) {
    nativeCapture(object, typeof above === 'function' ? above : captureStackTrace);
    const sites = object.stack;
    if (!Array.isArray(sites)) return;
    Object.defineProperty(object, 'stack', {
      get() {
        return settle(this, sites, true);
      },
      set(value) {
        hide(this, value);
      },
      enumerable: false,
      configurable: true,
    });
  },
  writable: true,
  enumerable: false,
  configurable: true,
});

// The engine's own accessor now holds our hook; programs see an ordinary property, which is asked when text is made.
Object.defineProperty(Error, 'prepareStackTrace', {
  value: undefined, writable: true, enumerable: true, configurable: true,
});

const probe = Object.getPrototypeOf(sitesOf(new Error())[0]);
native.setup(probe.getFileName, probe.getLineNumber, probe.getColumnNumber, probe.getFunctionName, nativeStack);

// The engine shows no more calls than these.
const MOST_CALLS = 64;
const TEXTLESS = /^(async )?function \(\) \{\s*\[native code\]\s*\}$/;

// The URLs of ECMAScript modules whose top level is running right now. It looks like a function without a name, and is the
// only one that has no text.
function runningModules() {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = MOST_CALLS;
  const sites = sitesOf(new Error());
  Error.stackTraceLimit = limit;
  const urls = new Set();
  for (const site of sites) {
    const file = probe.getFileName.call(site);
    if (typeof file !== 'string' || !file.startsWith('file:') || probe.getFunctionName.call(site)) continue;
    if (TEXTLESS.test(Function.prototype.toString.call(probe.getFunction.call(site)))) urls.add(file);
  }
  return [...urls];
}

// The engine remembers where something was last thrown or made; this was not a program's doing.
native.throwSites();

module.exports = {
  kArrow,
  sitesOf,
  siteMethods: probe,
  runningModules,
  throwSites: native.throwSites,
  brokenLink: native.brokenLink,
  owner: native.owner,
  assigned: native.assigned,
  sourceLine: native.sourceLine,
};
