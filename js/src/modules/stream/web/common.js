// What all classes of web streams share: how an object of a program finds its state, promises, and what dictionaries
// of options may hold.
//
// Each public object has a state, an object of a class that programs never see, under the symbol kState. The algorithms
// of the standard are methods of the states and speak with each other only; so nothing that a program puts into a
// prototype changes what they do.

const {
  codes: { ERR_ILLEGAL_CONSTRUCTOR, ERR_INVALID_ARG_VALUE, ERR_INVALID_THIS },
} = require('internal/errors');
const { validateFunction } = require('internal/validators');
const { inspect } = require('internal/inspect');

const kState = Symbol('kState');
// With this as its only argument a constructor makes an object for us; with anything else it is a program that calls.
const kInternal = Symbol('kInternal');
const kInspect = Symbol.for('nodejs.util.inspect.custom');

function stateOf(object, State, name) {
  const state = object?.[kState];
  if (!(state instanceof State)) throw new ERR_INVALID_THIS(name);
  return state;
}

function onlyInternal(key) {
  if (key !== kInternal) throw new ERR_ILLEGAL_CONSTRUCTOR();
}

const ignore = () => {};

// The promise, whose rejection is no business of the process: whoever needs it will ask.
function handled(promise) {
  promise.then(undefined, ignore);
  return promise;
}

function resolvedDeferred(value) {
  const deferred = Promise.withResolvers();
  deferred.resolve(value);
  return deferred;
}

function rejectedDeferred(error) {
  const deferred = Promise.withResolvers();
  deferred.reject(error);
  handled(deferred.promise);
  return deferred;
}

// A callback out of a dictionary, as a function that always answers with a promise; undefined counts as one that does
// nothing.
function promising(callback, name, self) {
  if (callback === undefined) return async () => {};
  validateFunction(callback, name);
  return (...args) => new Promise((resolve) => resolve(Reflect.apply(callback, self, args)));
}

// `start` is called at once and may throw.
function starting(callback, name, self) {
  if (callback === undefined) return ignore;
  validateFunction(callback, name);
  return (controller) => Reflect.apply(callback, self, [controller]);
}

function highWaterMarkOf(value, preset) {
  if (value === undefined) return preset;
  const mark = +value;
  if (Number.isNaN(mark) || mark < 0) throw new ERR_INVALID_ARG_VALUE.RangeError('strategy.highWaterMark', value);
  return mark;
}

const one = () => 1;

function sizeOf(size) {
  if (size === undefined) return one;
  validateFunction(size, 'strategy.size');
  return (chunk) => Reflect.apply(size, undefined, [chunk]);
}

// Dresses a public class: its members are shown to `for…in`, it has a tag, and `inspect` shows what `facts` tells.
function dress(Class, names, facts) {
  const { name, prototype } = Class;
  for (const key of names) {
    const about = Object.getOwnPropertyDescriptor(prototype, key);
    Object.defineProperty(prototype, key, { ...about, enumerable: true });
  }
  Object.defineProperty(prototype, Symbol.toStringTag, { value: name, configurable: true });
  Object.defineProperty(prototype, kInspect, {
    value(depth, options) {
      if (depth < 0 || this[kState] === undefined) return this;
      const inner = { ...options, depth: options.depth == null ? null : options.depth - 1 };
      return `${name} ${inspect(facts(this[kState], this), inner)}`;
    },
    writable: true,
    configurable: true,
  });
}

module.exports = {
  kState, kInternal, stateOf, onlyInternal, ignore, handled, resolvedDeferred, rejectedDeferred, promising, starting,
  highWaterMarkOf, sizeOf, one, dress,
};
