// Asynchronous contexts: which stores, and which asynchronous operation, the running code belongs to.
//
// A context is { id, trigger, resource, stores }. One is current (the native side keeps it, and forgets it when the loop
// begins another callback). Whatever calls a program's function later binds it to the context of now: ticks, timers,
// immediates and microtasks do so in their own code, and promises in internal/async_context/promises.
//
// This file is loaded when a program makes its first AsyncLocalStorage, AsyncResource or hook. Until then nobody pays.

// What is current outside of everything: no operation, no stores.
const NOWHERE = { id: 0, trigger: 0, resource: undefined, stores: undefined };

let lastId = 1;
// The hooks that are enabled.
let hooks = [];

const current = () => native.current() ?? NOWHERE;
const enter = (context) => native.enter(context === NOWHERE ? undefined : context);
const newId = () => ++lastId;

// Runs a function in a context, and comes back.
function run(context, fn, receiver, args) {
  const before = current();
  enter(context);
  try {
    return Reflect.apply(fn, receiver, args);
  } finally {
    enter(before);
  }
}

// Tells the hooks. A hook that throws ends the program: it may be called where nothing can be thrown.
function tell(event, ...args) {
  for (const hook of hooks) {
    const fn = hook[event];
    if (fn === undefined) continue;
    try {
      fn.apply(hook.owner, args);
    } catch (error) {
      failed(error);
    }
  }
}

function failed(error) {
  hooks = [];
  const text = typeof error?.stack === 'string' ? error.stack : new Error(String(error)).stack;
  process.stderr.write(`${text}\n`);
  process.exitCode = 1;
  require('internal/end').leave(1);
}

const hooked = () => hooks.length > 0;

// Runs the function of an operation. When it throws, its context stays current for those who are told of the exception.
function runOperation(context, fn, receiver, args) {
  if (hooks.length === 0) {
    const before = current();
    enter(context);
    const result = Reflect.apply(fn, receiver, args);
    enter(before);
    return result;
  }
  const before = current();
  enter(context);
  tell('before', context.id);
  let result;
  try {
    result = Reflect.apply(fn, receiver, args);
  } catch (error) {
    interrupted.unshift(context.id);
    throw error;
  }
  tell('after', context.id);
  enter(before);
  return result;
}

// Operations whose functions have thrown. They are over when the program has been told of the exception.
let interrupted = [];

function endInterrupted() {
  for (const id of interrupted.splice(0)) tell('after', id);
}

// The kinds of operations that call back once.
const ONCE = new Set(['TickObject', 'Microtask', 'Immediate']);

// What `domain` puts around functions that are called later.
let wrap;

function wrapWith(wrapper) {
  wrap = wrapper;
}

function bind(fn, type) {
  if (wrap !== undefined) fn = wrap(fn);
  const { id: trigger, stores } = current();
  const context = { id: newId(), trigger, resource: undefined, stores };
  const bound = function(...args) {
    context.resource ??= this === undefined ? context : this;
    const result = runOperation(context, fn, this, args);
    if (hooks.length > 0 && ONCE.has(type)) tell('destroy', context.id);
    return result;
  };
  if (hooks.length > 0) {
    // The resource is made by the one who asked; it is not there yet.
    context.resource = { type };
    tell('init', context.id, type, trigger, context.resource);
  }
  return bound;
}

function addHook(hook) {
  hooks = [...hooks, hook];
}

function removeHook(hook) {
  hooks = hooks.filter((one) => one !== hook);
}

require('internal/ticks').setBinder(bind);
require('internal/ticks').afterUncaught = endInterrupted;
native.setBinder(bind);
// Whoever loads this first is most likely the program itself, whose operation has the number 1.
if (native.current() === undefined) enter({ id: 1, trigger: 0, resource: {}, stores: undefined });

const wrapped = (fn) => (wrap === undefined ? fn : wrap(fn));

module.exports = {
  current, enter, run, runOperation, newId, bind, wrapWith, wrapped, tell, hooked, addHook, removeHook, native,
};
require('internal/async_context/promises').install();
