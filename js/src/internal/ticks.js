// process.nextTick: what shall run when the present callback is over, before promise jobs and before the loop goes on.

// Two entries for each tick: the callback, and its arguments or undefined.
let queue = [];
let head = 0;
let tickWaits;
// If somebody writes down what happens: made(callback), begins(), ends(), of ticks; exception(error).
let watch;
// Once a program uses `async_hooks`: (callback, type) → the callback, to be called in the context of now.
let bind;

// How far the head may run ahead before the spent part is cut off: ticks that schedule ticks for ever shall starve the
// loop, as in Node, but not the memory.
const SPENT = 4096;

function setup(native, facts) {
  tickWaits = native;
  watch = facts;
}

function setBinder(binder) {
  bind = binder;
}

// For built-in code that calls a program's function later.
function bound(callback, type) {
  return bind === undefined ? callback : bind(callback, type);
}

function nextTick(callback) {
  if (typeof callback !== 'function') {
    const { codes: { ERR_INVALID_ARG_TYPE } } = require('internal/errors');
    throw new ERR_INVALID_ARG_TYPE('callback', 'Function', callback);
  }
  if (process._exiting) return;
  if (queue.length === 0) tickWaits();
  if (watch !== undefined) watch.made(callback);
  if (bind !== undefined) callback = bind(callback, 'TickObject');
  const count = arguments.length;
  if (count === 1) {
    queue.push(callback, undefined);
  } else {
    const args = [];
    for (let i = 1; i < count; i++) args.push(arguments[i]);
    queue.push(callback, args);
  }
}

// Called through the door. A tick that throws leaves the queue behind it intact. The name is the one that people have learnt
// to see in Node's stacks.
const { 'process.processTicksAndRejections': runTicks } = {
  'process.processTicksAndRejections'() {
    while (head < queue.length) {
      const callback = queue[head];
      const args = queue[head + 1];
      head += 2;
      if (head > SPENT) {
        queue = queue.slice(head);
        head = 0;
      }
      if (watch !== undefined) watch.begins();
      if (args === undefined) callback();
      else if (args.length === 1) callback(args[0]);
      else if (args.length === 2) callback(args[0], args[1]);
      else callback(...args);
      if (watch !== undefined) watch.ends();
    }
    queue.length = 0;
    head = 0;
  },
};

// Writes down an exception that nobody caught, if anybody does.
function writeDown(error) {
  watch?.exception(error);
}

// True while ticks wait.
function pending() {
  return head < queue.length;
}

module.exports = { setup, setBinder, bound, nextTick, runTicks, pending, writeDown };
// Once a program uses diagnostics_channel: gives the tracing channel of a name.
module.exports.tracing = undefined;
// Once there are asynchronous contexts: (promise, function) runs the function in the context of the promise.
module.exports.runWhereMade = (promise, fn) => fn();
// The same: called when a program has been told of an exception that nobody caught.
module.exports.afterUncaught = () => {};
// The same: (Promise) makes the promises of another realm carry contexts.
module.exports.adoptPromises = () => {};
