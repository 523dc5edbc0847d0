// The room `util`. Its larger parts are loaded when they are first used.

const { codes } = require('internal/errors');
const internal = require('internal/util');
const { validateFunction, validateNumber, validateString } = require('internal/validators');
const { defineLazyProperties, deprecate } = internal;

exports.deprecate = function(fn, message, code, options) {
  return deprecate(fn, message, code, undefined, options?.modifyPrototype);
};
Object.defineProperty(exports.deprecate, 'name', { value: 'deprecate' });

exports.promisify = internal.promisify;

// The opposite of promisify: the last argument becomes a callback.
exports.callbackify = function callbackify(original) {
  validateFunction(original, 'original');
  function callbackified(...args) {
    const callback = args.pop();
    validateFunction(callback, 'last argument');
    const done = callback.bind(this);
    // The callback is called outside the promise, so that what it throws is an uncaught exception.
    Reflect.apply(original, this, args).then(
      (result) => process.nextTick(done, null, result),
      (reason) => process.nextTick(fail, done, reason));
  }
  const descriptors = Object.getOwnPropertyDescriptors(original);
  if (typeof descriptors.length.value === 'number') descriptors.length.value++;
  if (typeof descriptors.name.value === 'string') descriptors.name.value += 'Callbackified';
  return Object.defineProperties(callbackified, descriptors);
};

function fail(callback, reason) {
  if (reason) return callback(reason);
  const error = new codes.ERR_FALSY_VALUE_REJECTION(reason);
  Error.captureStackTrace(error, fail);
  callback(error);
}

exports.inherits = function inherits(ctor, superCtor) {
  if (ctor === undefined || ctor === null) throw new codes.ERR_INVALID_ARG_TYPE('ctor', 'Function', ctor);
  if (superCtor === undefined || superCtor === null) {
    throw new codes.ERR_INVALID_ARG_TYPE('superCtor', 'Function', superCtor);
  }
  if (superCtor.prototype === undefined) {
    throw new codes.ERR_INVALID_ARG_TYPE('superCtor.prototype', 'Object', superCtor.prototype);
  }
  Object.defineProperty(ctor, 'super_', { value: superCtor, writable: true, configurable: true });
  Object.setPrototypeOf(ctor.prototype, superCtor.prototype);
};

exports.isDeepStrictEqual = function isDeepStrictEqual(a, b, skipPrototype) {
  return require('internal/comparisons').isDeepStrictEqual(a, b, skipPrototype);
};

exports.toUSVString = function toUSVString(input) {
  return `${input}`.toWellFormed();
};

function checkErrno(err) {
  validateNumber(err, 'err');
  if (err >= 0 || !Number.isSafeInteger(err)) throw new codes.ERR_OUT_OF_RANGE('err', 'a negative integer', err);
}

exports.getSystemErrorName = function getSystemErrorName(err) {
  checkErrno(err);
  return internal.getSystemErrorName(err);
};

exports.getSystemErrorMessage = function getSystemErrorMessage(err) {
  checkErrno(err);
  return internal.getSystemErrorMessage(err);
};

exports.getSystemErrorMap = internal.getSystemErrorMap;
exports.convertProcessSignalToExitCode = internal.convertProcessSignalToExitCode;

exports.parseEnv = function parseEnv(content) {
  validateString(content, 'content');
  return require('util/parse_env').parseEnv(content);
};

exports._extend = deprecate(function _extend(target, source) {
  return source === null || typeof source !== 'object' ? target : Object.assign(target, source);
}, 'The `util._extend` API is deprecated. Please use Object.assign() instead.', 'DEP0060');

exports.isArray = deprecate(Array.isArray,
  'The `util.isArray` API is deprecated. Please use `Array.isArray()` instead.', 'DEP0044');

exports._errnoException = (...args) => require('internal/errors/system').errnoException(...args);
exports._exceptionWithHostPort = (...args) => require('internal/errors/system').exceptionWithHostPort(...args);

defineLazyProperties(exports, 'internal/inspect', ['inspect']);
defineLazyProperties(exports, 'internal/format', ['format', 'formatWithOptions']);
defineLazyProperties(exports, 'internal/string_width', ['stripVTControlCharacters']);
defineLazyProperties(exports, 'internal/debuglog', ['debuglog']);
defineLazyProperties(exports, 'internal/encoding', ['TextDecoder', 'TextEncoder']);
defineLazyProperties(exports, 'util/aborted', ['aborted']);
defineLazyProperties(exports, 'util/parse_args', ['parseArgs']);
defineLazyProperties(exports, 'util/style_text', ['styleText']);
defineLazyProperties(exports, 'util/call_sites', ['getCallSites']);
defineLazyProperties(exports, 'util/diff', ['diff']);
defineLazyProperties(exports, 'util/mime', ['MIMEType', 'MIMEParams']);
defineLazyProperties(exports, 'internal/abort_controller', [
  'transferableAbortController', 'transferableAbortSignal',
]);
exports.setTraceSigInt = function setTraceSigInt() {
  throw new codes.ERR_METHOD_NOT_IMPLEMENTED('util.setTraceSigInt()');
};

Object.defineProperty(exports, 'types', {
  get: () => require('internal/types'),
  enumerable: true,
  configurable: true,
});
Object.defineProperty(exports, 'debug', {
  get: () => exports.debuglog,
  enumerable: true,
  configurable: true,
});
