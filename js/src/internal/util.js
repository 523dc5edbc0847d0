// Small things that many rooms use. Loaded at every start: whatever is rare is required inside its function.

exports.kEmptyObject = Object.freeze({ __proto__: null });
exports.kEnumerableProperty = Object.freeze({ __proto__: null, enumerable: true });

exports.customInspectSymbol = Symbol.for('nodejs.util.inspect.custom');
exports.kIsEncodingSymbol = Symbol('kIsEncodingSymbol');

const kCustomPromisifiedSymbol = Symbol.for('nodejs.util.promisify.custom');
exports.kCustomPromisifiedSymbol = kCustomPromisifiedSymbol;
// The names under which a promise hands over several results, such as ['bytesRead', 'buffer'].
exports.customPromisifyArgs = Symbol('customPromisifyArgs');

exports.isWindows = false;
exports.isMacOS = process.platform === 'darwin';

// Object.keys as it was at the start: what is printed must not depend on a program that replaces it.
exports.ownKeys = Object.keys;

exports.isError = function isError(value) {
  return Error.isError?.(value) || value instanceof Error;
};

// The global URL is looked at, and so loaded, only for objects that have a `href`.
exports.isUrl = function isUrl(value) {
  return typeof value.href === 'string' && typeof globalThis.URL === 'function' && value instanceof globalThis.URL;
};

// The encodings that Buffer knows, under all their names; undefined for an unknown one.
const encodingNames = {
  __proto__: null,
  '': 'utf8', 'utf8': 'utf8', 'utf-8': 'utf8', 'ucs2': 'utf16le', 'ucs-2': 'utf16le', 'utf16le': 'utf16le',
  'utf-16le': 'utf16le', 'latin1': 'latin1', 'binary': 'latin1', 'base64': 'base64', 'base64url': 'base64url',
  'hex': 'hex', 'ascii': 'ascii',
};

exports.normalizeEncoding = function normalizeEncoding(encoding) {
  if (encoding == null) return 'utf8';
  return encodingNames[encoding] ?? encodingNames[String(encoding).toLowerCase()];
};

exports.promisify = function promisify(original) {
  return require('internal/util/promisify').promisify(original);
};
exports.promisify.custom = kCustomPromisifiedSymbol;

// Warnings that name a code are given once per code, all others once per function.
const warnedCodes = new Set();

exports.deprecate = function deprecate(fn, message, code, useEmitSync, modifyPrototype = true) {
  if (code !== undefined) require('internal/validators').validateString(code, 'code');
  let warned = false;
  function deprecated(...args) {
    if (!warned && !process.noDeprecation) {
      warned = true;
      warnDeprecated(message, code, deprecated);
    }
    return new.target ? Reflect.construct(fn, args, new.target) : Reflect.apply(fn, this, args);
  }
  if (modifyPrototype) {
    Object.setPrototypeOf(deprecated, fn);
    // An instance made by the old function must be an instance of the wrapped one, and the other way round.
    if (fn.prototype) deprecated.prototype = fn.prototype;
    Object.defineProperty(deprecated, 'length', Object.getOwnPropertyDescriptor(fn, 'length'));
  }
  return deprecated;
};

function warnDeprecated(message, code, fn) {
  if (code === undefined) {
    process.emitWarning(message, 'DeprecationWarning', fn);
  } else if (!warnedCodes.has(code)) {
    warnedCodes.add(code);
    process.emitWarning(message, 'DeprecationWarning', code, fn);
  }
}

// Classes that could be called without `new` in former times.
exports.deprecateInstantiation = function deprecateInstantiation(target, code, ...args) {
  warnDeprecated(`Instantiating ${target.name} without the 'new' keyword has been deprecated.`, code, target);
  return Reflect.construct(target, args);
};

const experimentalFeatures = new Set();

exports.emitExperimentalWarning = function emitExperimentalWarning(feature, prefix = '', code, ctor) {
  if (experimentalFeatures.has(feature)) return;
  experimentalFeatures.add(feature);
  const message = `${prefix}${feature} is an experimental feature and might change at any time`;
  process.emitWarning(message, 'ExperimentalWarning', code, ctor);
};

exports.getSystemErrorName = (err) => require('internal/uv').errname(err);
exports.getSystemErrorMessage = (err) => require('internal/uv').getErrorMessage(err);
exports.getSystemErrorMap = () => require('internal/uv').getMap();

// A signal's number from its name in any case, or from the number itself.
exports.convertToValidSignal = function convertToValidSignal(signal) {
  const { signals, signalName } = require('internal/signals');
  if (typeof signal === 'number' && signalName(signal) !== undefined) return signal;
  const number = typeof signal === 'string' ? signals[signal.toUpperCase()] : undefined;
  if (number !== undefined) return number;
  const { codes: { ERR_UNKNOWN_SIGNAL } } = require('internal/errors');
  throw new ERR_UNKNOWN_SIGNAL(signal);
};

// A process that a signal ended reports 128 and the signal's number to its shell.
exports.convertProcessSignalToExitCode = function convertProcessSignalToExitCode(signal) {
  const { signals } = require('internal/signals');
  require('internal/validators').validateOneOf(signal, 'signalCode', Object.keys(signals));
  return 128 + signals[signal];
};

exports.once = function once(callback, { preserveReturnValue = false } = exports.kEmptyObject) {
  let called = false;
  let result;
  return function(...args) {
    if (called) return result;
    called = true;
    const value = Reflect.apply(callback, this, args);
    if (preserveReturnValue) result = value;
    return value;
  };
};

// Removes one entry in place; dearer methods make a new array for what was removed.
exports.spliceOne = function spliceOne(list, index) {
  for (; index + 1 < list.length; index++) list[index] = list[index + 1];
  list.pop();
};

exports.removeColors = (text) => text.replace(/\u001b\[\d\d?m/g, '');

// obj[key] = value, whatever setters the prototypes have.
exports.setOwnProperty = function setOwnProperty(object, key, value) {
  Object.defineProperty(object, key, { value, writable: true, enumerable: true, configurable: true });
  return value;
};

exports.assignFunctionName = function assignFunctionName(name, fn) {
  const value = typeof name === 'symbol' ? `[${name.description}]` : name;
  return Object.defineProperty(fn, 'name', { value, configurable: true });
};

// Properties of `target` that load the built-in `id` when they are first read.
exports.defineLazyProperties = function defineLazyProperties(target, id, keys, enumerable = true) {
  for (const key of keys) {
    const define = (value) => Object.defineProperty(target, key, {
      value, writable: true, enumerable, configurable: true,
    });
    Object.defineProperty(target, key, {
      get() {
        const value = require(id)[key];
        define(value);
        return value;
      },
      set: define,
      enumerable,
      configurable: true,
    });
  }
};

exports.lazyDOMExceptionClass = () => globalThis.DOMException;
exports.lazyDOMException = (message, name) => new globalThis.DOMException(message, name);
