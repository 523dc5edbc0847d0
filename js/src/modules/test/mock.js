// mock: functions that remember how they were called, and stand in for others until they are restored.

const { validateBoolean, validateFunction, validateInteger, validateObject } =
  require('internal/validators');
const { codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE } } = require('internal/errors');

class MockFunctionContext {
  #calls = [];
  #original;
  #implementation;
  #restore;
  #times;
  #once = new Map();

  constructor(original, implementation, restore, times) {
    this.#original = original;
    this.#implementation = implementation;
    this.#restore = restore;
    this.#times = times;
  }

  get calls() {
    return this.#calls.slice();
  }

  callCount() {
    return this.#calls.length;
  }

  mockImplementation(implementation) {
    validateFunction(implementation, 'implementation');
    this.#implementation = implementation;
  }

  mockImplementationOnce(implementation, onCall) {
    validateFunction(implementation, 'implementation');
    const next = this.#calls.length;
    const call = onCall ?? next;
    validateInteger(call, 'onCall', next);
    this.#once.set(call, implementation);
  }

  restore() {
    this.#restore?.();
    this.#implementation = this.#original;
    this.#once.clear();
  }

  resetCalls() {
    this.#calls = [];
  }

  // For the mock itself.
  static note(context, call) { context.#calls.push(call); }
  static next(context) {
    const at = context.#calls.length;
    const once = context.#once.get(at);
    context.#once.delete(at);
    const fn = once ?? context.#implementation;
    if (at + 1 === context.#times) context.restore();
    return fn;
  }
}
const { note, next } = MockFunctionContext;
delete MockFunctionContext.note;
delete MockFunctionContext.next;

// A function that behaves like `original` with other insides.
function makeMock(context, original) {
  const mocked = new Proxy(original, {
    apply(_, receiver, args) {
      return record(context, receiver, args, undefined, (fn) => Reflect.apply(fn, receiver, args));
    },
    construct(target, args, newTarget) {
      return record(context, undefined, args, target, (fn) => Reflect.construct(fn, args, newTarget));
    },
    get(target, name, receiver) {
      return name === 'mock' ? context : Reflect.get(target, name, receiver);
    },
  });
  return mocked;
}

function record(context, receiver, args, target, call) {
  const stack = new Error();
  const fn = next(context);
  let result;
  let error;
  try {
    result = call(fn);
    return result;
  } catch (thrown) {
    error = thrown;
    throw thrown;
  } finally {
    note(context, { arguments: args, error, result, stack, target,
      this: target === undefined ? receiver : result });
  }
}

// The property's descriptor, also when it is inherited.
function descriptorOf(object, name) {
  for (let one = object; one !== null && one !== undefined; one = Object.getPrototypeOf(one)) {
    const about = Object.getOwnPropertyDescriptor(one, name);
    if (about !== undefined) return about;
  }
  return undefined;
}

function checkTimes(options) {
  validateObject(options, 'options');
  const { times = Infinity } = options;
  if (times !== Infinity) validateInteger(times, 'options.times', 1);
  return times;
}

class MockTracker {
  #mocks = [];
  #timers;

  get timers() {
    return this.#timers ??= new (require('test/mock_timers').MockTimers)();
  }

  fn(original = function() {}, implementation = original, options = {}) {
    if (original !== null && typeof original === 'object') {
      options = original;
      original = function() {};
      implementation = original;
    } else if (implementation !== null && typeof implementation === 'object') {
      options = implementation;
      implementation = original;
    }
    validateFunction(original, 'original');
    validateFunction(implementation, 'implementation');
    const context = new MockFunctionContext(original, implementation, undefined, checkTimes(options));
    this.#mocks.push(context);
    return makeMock(context, original);
  }

  method(object, name, implementation, options = {}) {
    checkTarget(object, name);
    if (typeof implementation === 'object' && implementation !== null) {
      options = implementation;
      implementation = undefined;
    }
    validateObject(options, 'options');
    const { getter = false, setter = false } = options;
    validateBoolean(getter, 'options.getter');
    validateBoolean(setter, 'options.setter');
    if (setter && getter) {
      throw new ERR_INVALID_ARG_VALUE('options.setter', setter, "cannot be used with 'options.getter'");
    }
    const times = checkTimes(options);
    const about = descriptorOf(object, name);
    const part = getter ? 'get' : setter ? 'set' : 'value';
    const original = about?.[part];
    if (typeof original !== 'function') {
      throw new ERR_INVALID_ARG_VALUE('methodName', original, 'must be a method');
    }
    implementation ??= original;
    validateFunction(implementation, 'implementation');
    const own = Object.getOwnPropertyDescriptor(object, name);
    if (own?.configurable === false) throw new TypeError(`Cannot redefine property: ${String(name)}`);
    const restore = () => Object.defineProperty(object, name, own ?? about);
    const context = new MockFunctionContext(original, implementation, restore, times);
    const mocked = makeMock(context, original);
    const replacement = { configurable: about.configurable, enumerable: about.enumerable };
    if (part === 'value') Object.assign(replacement, { writable: about.writable, value: mocked });
    else Object.assign(replacement, { get: about.get, set: about.set, [part]: mocked });
    Object.defineProperty(object, name, replacement);
    this.#mocks.push(context);
    return mocked;
  }

  getter(object, name, implementation, options = {}) {
    return this.#accessor('getter', object, name, implementation, options);
  }

  setter(object, name, implementation, options = {}) {
    return this.#accessor('setter', object, name, implementation, options);
  }

  #accessor(kind, object, name, implementation, options) {
    if (implementation !== null && typeof implementation === 'object') {
      options = implementation;
      implementation = undefined;
    }
    validateObject(options, 'options');
    if (options[kind] === false) {
      throw new ERR_INVALID_ARG_VALUE(`options.${kind}`, options[kind], 'cannot be false');
    }
    return this.method(object, name, implementation, { ...options, [kind]: true });
  }

  property(object, name, value) {
    checkTarget(object, name, 'propertyName');
    const { mockProperty } = require('test/mock_property');
    const { proxy, context } = mockProperty(object, name, arguments.length > 2, value);
    this.#mocks.push(context);
    return proxy;
  }

  module() {
    const { codes: { ERR_METHOD_NOT_IMPLEMENTED } } = require('internal/errors');
    throw new ERR_METHOD_NOT_IMPLEMENTED('mock.module()');
  }

  reset() {
    this.restoreAll();
    this.#timers?.reset();
    this.#mocks = [];
  }

  restoreAll() {
    for (const mock of this.#mocks) mock.restore();
  }
}

function checkTarget(object, name, what = 'methodName') {
  if ((typeof object !== 'object' || object === null) && typeof object !== 'function') {
    throw new ERR_INVALID_ARG_TYPE('object', what === 'methodName' ? ['object', 'function'] : 'object', object);
  }
  if (typeof name !== 'string' && typeof name !== 'symbol') {
    throw new ERR_INVALID_ARG_TYPE(what, ['string', 'symbol'], name);
  }
}

module.exports = { MockTracker, mock: new MockTracker() };
