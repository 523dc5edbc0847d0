// What a console can do, for the global one and for those that `new Console` makes. `this` is the console.

const { formatWithOptions } = require('internal/format');
const { diagnostics, kCounts, kIndentation, kIndentationWidth, kInspectOptions, kWrite } = require('console/symbols');

function print(console, fd, args, method) {
  if (diagnostics.channel !== undefined) diagnostics.channel(`console.${method}`).publish(args);
  const text = args.length === 1 && typeof args[0] === 'string' ? args[0] :
    formatWithOptions(console[kInspectOptions](fd), ...args);
  console[kWrite](fd, text);
}

// Maps that most consoles never need.
function lazyMap(console, key) {
  if (console[key] === undefined) Object.defineProperty(console, key, { value: new Map(), configurable: true });
  return console[key];
}

const methods = {
  log(...args) { print(this, 1, args, 'log'); },
  warn(...args) { print(this, 2, args, 'warn'); },
  error(...args) { print(this, 2, args, 'error'); },
  info(...args) { print(this, 1, args, 'info'); },
  debug(...args) { print(this, 1, args, 'debug'); },

  dir(object, options) {
    const { inspect } = require('internal/inspect');
    this[kWrite](1, inspect(object, { customInspect: false, ...this[kInspectOptions](1), ...options }));
  },

  time(label = 'default') { require('console/timing').start(lazyMap(this, '_times'), label); },

  timeEnd(label = 'default') {
    const times = lazyMap(this, '_times');
    logTime(this, times, 'console.timeEnd()', label, []);
    times.delete(`${label}`);
  },

  timeLog(label = 'default', ...data) {
    logTime(this, lazyMap(this, '_times'), 'console.timeLog()', label, data);
  },

  trace: function trace(...args) { printTrace(this, trace, args); },

  assert(expression, ...args) {
    if (expression) return;
    if (typeof args[0] === 'string') args[0] = `Assertion failed: ${args[0]}`;
    else args.unshift('Assertion failed');
    this.warn(...args);
  },

  // Only a terminal can be cleared: to its upper left corner, and all below it.
  clear() {
    if (this._stdout.isTTY && process.env.TERM !== 'dumb') this._stdout.write('\u001b[1;1H\u001b[0J');
  },

  count(label = 'default') {
    label = `${label}`;
    const counts = lazyMap(this, kCounts);
    const count = (counts.get(label) ?? 0) + 1;
    counts.set(label, count);
    this.log(`${label}: ${count}`);
  },

  countReset(label = 'default') {
    if (!lazyMap(this, kCounts).delete(`${label}`)) process.emitWarning(`Count for '${label}' does not exist`);
  },

  group(...data) {
    if (data.length > 0) this.log(...data);
    this[kIndentation] += ' '.repeat(this[kIndentationWidth] ?? 2);
  },

  groupEnd() {
    const indentation = this[kIndentation];
    this[kIndentation] = indentation.slice(0, indentation.length - (this[kIndentationWidth] ?? 2));
  },

  table(data, properties) {
    if (properties !== undefined) require('internal/validators').validateArray(properties, 'properties');
    if (data === null || typeof data !== 'object') this.log(data);
    else this.log(require('console/table').table(data, properties, this[kInspectOptions](1)));
  },
};
methods.dirxml = methods.log;
methods.groupCollapsed = methods.group;

// The stack begins where `caller` was called.
function printTrace(console, caller, args) {
  const here = new Error(formatWithOptions(console[kInspectOptions](2), ...args));
  here.name = 'Trace';
  Error.captureStackTrace(here, caller);
  console.error(here.stack);
}

function logTime(console, times, caller, label, data) {
  const time = require('console/timing').read(times, caller, label);
  if (time !== undefined) console.log('%s: %s', `${label}`, time, ...data);
}

exports.methods = methods;
exports.printTrace = printTrace;
