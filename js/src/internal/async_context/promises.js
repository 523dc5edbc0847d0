// Contexts across promises.
//
// `then` binds its callbacks. `await` calls nothing that could be bound, but the engine reads the `constructor` of the
// promise that is waited for, and in that moment registers nothing else: a getter there adds, in front of what goes on
// after the `await`, a job that enters the context of now. Promise jobs run in order, so that it is current when the
// function goes on. What is waited for and is no promise gets one from the engine, which the hook tells of.

const { promiseDetails } = require('internal/engine_view');
const context = require('internal/async_context');
const { current, enter, newId, runOperation, tell, hooked, native: scope } = context;

// Lets a class put private fields on any object.
class Giver {
  constructor(object) { return object; }
}

// What is known of a promise: the context in which it was made.
class Note extends Giver {
  #context;
  constructor(promise, made) {
    super(promise);
    this.#context = made;
  }
  static of(promise) {
    return #context in promise ? promise.#context : undefined;
  }
}

const { then, constructor: Promise } = globalThis.Promise.prototype;
const { resolve } = Promise;

// Above zero while built-in code reads `constructor` without waiting.
let quiet = 0;

// Hooks of v8.promiseHooks: { init, before, after, settled }.
let hooks = [];

function tellHooks(event, ...args) {
  for (const hook of hooks) {
    try {
      hook[event]?.(...args);
    } catch (error) {
      require('internal/uncaught').onUncaught(error, false);
    }
  }
}

// Adds hooks, and gives the function that takes them away.
function addHooks(added) {
  hooks = [...hooks, added];
  return () => { hooks = hooks.filter((one) => one !== added); };
}

// A promise has been made; by `then` of its parent, if it has one.
function made(promise, parent) {
  if (hooks.length > 0) tellHooks('init', promise, parent);
  const { id, stores } = current();
  const trigger = (parent === undefined ? undefined : Note.of(parent)?.id) ?? id;
  const about = { id: newId(), trigger, resource: promise, stores, domain: process.domain };
  new Note(promise, about);
  if (hooked()) tell('init', about.id, 'PROMISE', trigger, promise);
}

// Whoever waits for it alone goes on in the context in which it was made.
function fulfilled(promise) {
  if (hooks.length > 0) tellHooks('settled', promise);
  const about = Note.of(promise);
  if (about === undefined) return;
  if (hooked()) tell('promiseResolve', about.id);
  scope.enqueue(() => enter(about));
}

function bound(callback, waits) {
  if (typeof callback !== 'function') return callback;
  callback = context.wrapped(callback);
  return (value) => {
    if (hooks.length === 0) return runOperation(waits.context, callback, undefined, [value]);
    tellHooks('before', waits.promise);
    try {
      return runOperation(waits.context, callback, undefined, [value]);
    } finally {
      tellHooks('after', waits.promise);
    }
  };
}

function boundThen(onFulfilled, onRejected) {
  const waits = { context: current(), promise: undefined };
  quiet++;
  let promise;
  try {
    promise = Reflect.apply(then, this, [bound(onFulfilled, waits), bound(onRejected, waits)]);
  } finally {
    quiet--;
  }
  waits.promise = promise;
  const own = Note.of(promise);
  if (own !== undefined) waits.context = own;
  return promise;
}

function quietResolve(value) {
  quiet++;
  try {
    return Reflect.apply(resolve, this, [value]);
  } finally {
    quiet--;
  }
}

// Somebody is about to wait for this promise.
function waitedFor(promise) {
  const details = promiseDetails(promise);
  if (details === undefined || quiet > 0) return;
  const here = current();
  const goOn = () => enter(here);
  if (details[0] !== 0) {
    scope.enqueue(goOn);
    return;
  }
  quiet++;
  try {
    Reflect.apply(then, promise, [goOn, goOn]);
  } finally {
    quiet--;
  }
}

// Makes the promises of a realm carry contexts.
function adopt(Promise) {
  const { prototype } = Promise;
  const replace = (object, name, fn, length) => {
    Object.defineProperty(fn, 'name', { value: name, configurable: true });
    Object.defineProperty(fn, 'length', { value: length, configurable: true });
    Object.defineProperty(object, name, { value: fn, writable: true, configurable: true, enumerable: false });
  };
  replace(prototype, 'then', method(boundThen), 2);
  replace(Promise, 'resolve', method(quietResolve), 1);
  Object.defineProperty(prototype, 'constructor', {
    get() {
      waitedFor(this);
      return Promise;
    },
    set(value) {
      Object.defineProperty(this, 'constructor', { value, writable: true, configurable: true, enumerable: true });
    },
    enumerable: false,
    configurable: true,
  });
}

function install() {
  adopt(Promise);
  scope.watchPromises(made, fulfilled);
  require('internal/ticks').adoptPromises = adopt;
  require('internal/ticks').runWhereMade = runWhereMade;
}

// A function that is no constructor, as built-in methods are.
function method(fn) {
  return { fn(...args) { return Reflect.apply(fn, this, args); } }.fn;
}

// Runs a function in the context in which the promise was made: who hears of its rejection is there.
function runWhereMade(promise, fn) {
  const about = Note.of(promise);
  if (about === undefined) return fn();
  enter(about);
  about.domain?.enter();
  return fn();
}

module.exports = { install, addHooks };
