// Promises that were rejected while nobody listened. The engine tells of each, and of each that finds a listener after
// all; what is still alone when ticks and promise jobs have run is reported, as Node does by default.

// promise → reason, in order of rejection, since the last look.
const alone = new Map();
// Promises that have been reported, for 'rejectionHandled'.
const reported = new WeakSet();
let handledLate = [];

function news(promise, reason, handled) {
  if (!handled) {
    alone.set(promise, reason);
  } else if (!alone.delete(promise) && reported.delete(promise)) {
    handledLate.push(promise);
  }
}

// Reports. True if listeners were called, so that there may be ticks to run.
function settle() {
  if (handledLate.length === 0 && alone.size === 0) return false;
  const late = handledLate;
  handledLate = [];
  for (const promise of late) process.emit('rejectionHandled', promise);
  while (alone.size > 0) {
    const [promise, reason] = alone.entries().next().value;
    alone.delete(promise);
    reported.add(promise);
    report(promise, reason);
  }
  return true;
}

function report(promise, reason) {
  if (process.emit('unhandledRejection', reason, promise)) return;
  const { onUncaught } = require('internal/uncaught');
  onUncaught(asError(reason), true);
}

// What is no error is wrapped in one that says where it came from.
function asError(reason) {
  if (Error.isError(reason)) return reason;
  const { codes: { ERR_UNHANDLED_REJECTION } } = require('internal/errors');
  const error = new Error(new ERR_UNHANDLED_REJECTION(reason).message);
  error.code = 'ERR_UNHANDLED_REJECTION';
  Object.defineProperty(error, 'name', { value: 'UnhandledPromiseRejection', writable: true, configurable: true });
  return error;
}

module.exports = { news, settle };
