// Promises that were rejected while nobody listened. The engine tells of each, and of each that finds a listener after
// all; what is still alone when ticks and promise jobs have run is reported, as Node does by default.

const ticks = require('internal/ticks');

// promise → reason, in order of rejection, since the last look.
const alone = new Map();
// Promises that have been reported, for 'rejectionHandled', and the number of the report.
const reported = new WeakMap();
let handledLate = [];

function news(promise, reason, handled) {
  if (!handled) {
    alone.set(promise, reason);
  } else if (!alone.delete(promise) && reported.has(promise)) {
    handledLate.push([promise, reported.get(promise)]);
    reported.delete(promise);
  }
}

// Reports. True if listeners were called, so that there may be ticks to run.
function settle() {
  if (handledLate.length === 0 && alone.size === 0) return false;
  const late = handledLate;
  handledLate = [];
  for (const [promise, id] of late) {
    if (!process.emit('rejectionHandled', promise)) require('internal/rejections/modes').warnHandled(id);
  }
  while (alone.size > 0) {
    const [promise, reason] = alone.entries().next().value;
    alone.delete(promise);
    reported.set(promise, ++count);
    ticks.runWhereMade(promise, () => report(promise, reason));
  }
  return true;
}

let count = 0;

function report(promise, reason) {
  ticks.writeDown(reason);
  const { options } = require('process/native');
  const mode = options() === undefined ? undefined : require('internal/options').get('--unhandled-rejections');
  if (mode !== undefined && mode !== 'throw') {
    return require('internal/rejections/modes').report(mode, promise, reason, count, { asError, describe });
  }
  if (process.emit('unhandledRejection', reason, promise)) return;
  const { onUncaught } = require('internal/uncaught');
  onUncaught(asError(reason), true);
}

// What is no error is wrapped in one that says where it came from.
function asError(reason) {
  if (Error.isError(reason)) return reason;
  const error = new Error(
    'This error originated either by throwing inside of an async function without a catch block, or by rejecting a ' +
    `promise which was not handled with .catch(). The promise rejected with the reason "${describe(reason)}".`);
  error.code = 'ERR_UNHANDLED_REJECTION';
  Object.defineProperty(error, 'name', { value: 'UnhandledPromiseRejection', writable: true, configurable: true });
  return error;
}

// A value in a word or two, without asking it anything that could run the program's code.
function describe(value) {
  if (typeof value === 'function') return Function.prototype.toString.call(value);
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value)) return '[object Array]';
  const { constructor } = require('internal/engine_view').proxyDetails(value) === undefined ? prototypeOf(value) : {};
  return `#<${typeof constructor?.value === 'function' ? constructor.value.name : 'Object'}>`;
}

function prototypeOf(value) {
  const prototype = Object.getPrototypeOf(value);
  return prototype === null ? {} : Object.getOwnPropertyDescriptors(prototype);
}

module.exports = { news, settle };
