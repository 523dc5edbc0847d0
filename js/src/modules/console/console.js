// The global console. Most programs use nothing of it but log and error with a few strings, so these stand
// here; everything else is loaded when it is first called (console/methods).
//
// As long as nobody has touched process.stdout, lines go straight to the descriptor. Afterwards they go
// through the stream: somebody may have replaced its `write`, or wait for its events.

const stdio = require('internal/stdio');
const { diagnostics, kIndentation, kInspectOptions, kIsConsole, kWrite } = require('console/symbols');

// By the console standard the methods are the object's own, and its prototype is empty. They work without `this`.
const console = {
  __proto__: {},
  log(...args) { print(1, args, 'log'); },
  info(...args) { print(1, args, 'info'); },
  debug(...args) { print(1, args, 'debug'); },
  warn(...args) { print(2, args, 'warn'); },
  error(...args) { print(2, args, 'error'); },
  dir(...args) { rare('dir', args); },
  time(...args) { rare('time', args); },
  timeEnd(...args) { rare('timeEnd', args); },
  timeLog(...args) { rare('timeLog', args); },
  trace(...args) { require('console/methods').printTrace(console, trace, args); },
  assert(...args) { rare('assert', args); },
  clear(...args) { rare('clear', args); },
  count(...args) { rare('count', args); },
  countReset(...args) { rare('countReset', args); },
  group(...args) { rare('group', args); },
  groupEnd(...args) { rare('groupEnd', args); },
  table(...args) { rare('table', args); },
  dirxml(...args) { rare('dirxml', args); },
  groupCollapsed(...args) { rare('groupCollapsed', args); },
};

// The stack begins above this function, also when somebody has put another in its place.
const { trace } = console;

function print(fd, args, method) {
  if (diagnostics.channel !== undefined) diagnostics.channel(`console.${method}`).publish(args);
  write(fd, args.length === 1 && typeof args[0] === 'string' ? args[0] : format(fd, args));
}

function rare(name, args) {
  require('console/methods').methods[name].apply(console, args);
}

// 1 and 2 are the descriptors of standard output and of standard error.
const streams = [undefined, undefined, undefined];

const hidden = (value) => ({ value, writable: true, configurable: true });

Object.defineProperties(console, {
  [kIsConsole]: hidden(true),
  [kIndentation]: hidden(''),
  [kWrite]: hidden(write),
  [kInspectOptions]: hidden(inspectOptions),
  _stdout: stream(1, 'stdout'),
  _stderr: stream(2, 'stderr'),
  _ignoreErrors: hidden(true),
  [Symbol.toStringTag]: { value: 'console', configurable: true },
});

function stream(fd, name) {
  return {
    get: () => streams[fd] ?? process[name],
    set(value) { streams[fd] = value; },
    configurable: true,
  };
}

function write(fd, text) {
  const stream = streams[fd] ?? stdio.stream(fd);
  if (stream === undefined && console[kIndentation] === '') stdio.write(fd, `${text}\n`);
  else require('console/write').writeLine(console, fd, stream, text);
}

const noColors = {};

function inspectOptions(fd) {
  let stream = streams[fd] ?? stdio.stream(fd);
  // Only a terminal is worth the making of a stream, which knows how many colours there are.
  if (stream === undefined && process.env.FORCE_COLOR === undefined) {
    if (stdio.isTTY(fd) === false) return noColors;
    stream = fd === 1 ? process.stdout : process.stderr;
  }
  return require('internal/color_depth').shouldColorize(stream) ? { colors: true } : noColors;
}

function format(fd, args) {
  const needsOptions = args.some((value) => typeof value !== 'string');
  return require('internal/format').formatArguments(needsOptions ? inspectOptions(fd) : undefined, args);
}

Object.defineProperty(console, 'Console', {
  get: () => require('console/constructor').Console,
  set(value) { Object.defineProperty(console, 'Console', { value, writable: true, enumerable: true }); },
  enumerable: true,
  configurable: true,
});

module.exports = console;
