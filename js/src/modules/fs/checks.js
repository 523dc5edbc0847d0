// Checks of what programs hand to fs, besides paths.

const { codes } = require('internal/errors');
const {
  parseFileMode, validateAbortSignal, validateBoolean, validateFunction, validateInt32, validateInteger,
  validateObject, validateUint32,
} = require('internal/validators');
const { constants } = require('fs/native');

// What is handed over as the options of many verbs: nothing, the name of an encoding, or an object.
exports.optionsOf = function optionsOf(options, defaults = {}) {
  if (options === null || options === undefined || typeof options === 'function') return defaults;
  if (typeof options === 'string') {
    options = { ...defaults, encoding: options };
  } else if (typeof options !== 'object') {
    throw new codes.ERR_INVALID_ARG_TYPE('options', ['string', 'Object'], options);
  }
  if (options.encoding !== 'buffer') exports.checkEncoding(options.encoding);
  if (options.signal !== undefined) validateAbortSignal(options.signal, 'options.signal');
  return options;
};

exports.checkEncoding = function checkEncoding(encoding) {
  if (!encoding || require('buffer').Buffer.isEncoding(encoding)) return;
  throw new codes.ERR_INVALID_ARG_VALUE('encoding', encoding, 'is invalid encoding');
};

exports.checkFd = function checkFd(fd, name = 'fd') {
  if (Object.is(fd, -0)) return 0;
  validateInt32(fd, name, 0);
  return fd;
};

exports.checkCallback = function checkCallback(callback) {
  validateFunction(callback, 'cb');
  return callback;
};

const { O_RDONLY, O_WRONLY, O_RDWR, O_CREAT, O_TRUNC, O_APPEND, O_EXCL, O_SYNC } = constants;
const write = O_CREAT | O_WRONLY;
const both = O_CREAT | O_RDWR;
const flagsByName = {
  '__proto__': null,
  'r': O_RDONLY, 'rs': O_RDONLY | O_SYNC, 'r+': O_RDWR, 'rs+': O_RDWR | O_SYNC,
  'w': O_TRUNC | write, 'wx': O_TRUNC | write | O_EXCL, 'w+': O_TRUNC | both, 'wx+': O_TRUNC | both | O_EXCL,
  'a': O_APPEND | write, 'ax': O_APPEND | write | O_EXCL, 'as': O_APPEND | write | O_SYNC,
  'a+': O_APPEND | both, 'ax+': O_APPEND | both | O_EXCL, 'as+': O_APPEND | both | O_SYNC,
};
for (const [name, other] of [
  ['rs', 'sr'], ['rs+', 'sr+'], ['wx', 'xw'], ['wx+', 'xw+'], ['ax', 'xa'], ['as', 'sa'], ['ax+', 'xa+'],
  ['as+', 'sa+'],
]) flagsByName[other] = flagsByName[name];

exports.openFlags = function openFlags(flags, name = 'flags') {
  if (typeof flags === 'number') {
    validateInt32(flags, name);
    return flags;
  }
  if (flags === null || flags === undefined) return O_RDONLY;
  const number = flagsByName[flags];
  if (number === undefined) throw new codes.ERR_INVALID_ARG_VALUE(name, flags);
  return number;
};

exports.accessMode = function accessMode(mode) {
  if (mode === null || mode === undefined) return constants.F_OK;
  validateInteger(mode, 'mode', 0, constants.R_OK | constants.W_OK | constants.X_OK);
  return mode;
};

exports.copyMode = function copyMode(mode) {
  if (mode === null || mode === undefined) return 0;
  validateInteger(mode, 'mode', 0, 7);
  return mode;
};

exports.owner = function owner(value, name) {
  validateInteger(value, name, -1, 4294967295);
  return value;
};

// Seconds since 1970 from a number, numeric text or a Date.
exports.seconds = function seconds(time, name = 'time') {
  if (typeof time === 'string' && +time == time) return +time;
  if (Number.isFinite(time)) return time < 0 ? Date.now() / 1000 : time;
  if (require('internal/types').isDate(time)) return Date.prototype.getTime.call(time) / 1000;
  throw new codes.ERR_INVALID_ARG_TYPE(name, ['Date', 'Time in seconds'], time);
};

function outOfRange(name, wanted, value) {
  return new codes.ERR_OUT_OF_RANGE(name, wanted, value);
}

exports.readRange = function readRange(offset, length, room) {
  if (offset < 0) throw outOfRange('offset', '>= 0', offset);
  if (length < 0) throw outOfRange('length', '>= 0', length);
  if (offset + length > room) throw outOfRange('length', `<= ${room - offset}`, length);
};

exports.writeRange = function writeRange(offset, length, room) {
  if (offset > room) throw outOfRange('offset', `<= ${room}`, offset);
  if (length > room - offset) throw outOfRange('length', `<= ${room - offset}`, length);
  if (length < 0) throw outOfRange('length', '>= 0', length);
  validateInt32(length, 'length', 0);
};

// A place in a file; −1 for the file's own.
exports.position = function position(value, name, length) {
  if (value === null || value === undefined) return -1;
  if (typeof value === 'number') {
    validateInteger(value, name, -1);
  } else if (typeof value === 'bigint') {
    const most = 2n ** 63n - 1n - BigInt(length);
    if (value < -1n || value > most) throw outOfRange(name, `>= -1 && <= ${most}`, value);
  } else {
    throw new codes.ERR_INVALID_ARG_TYPE(name, ['integer', 'bigint'], value);
  }
  return value;
};

exports.views = function views(buffers) {
  if (!Array.isArray(buffers)) throw new codes.ERR_INVALID_ARG_TYPE('buffers', 'ArrayBufferView[]', buffers);
  if (!buffers.every(ArrayBuffer.isView)) throw new codes.ERR_INVALID_ARG_TYPE('buffers', 'ArrayBufferView[]', buffers);
  return buffers;
};

exports.data = function data(value, name = 'data') {
  if (typeof value === 'string' || ArrayBuffer.isView(value)) return;
  throw new codes.ERR_INVALID_ARG_TYPE(name, ['string', 'Buffer', 'TypedArray', 'DataView'], value);
};

// The options of mkdir: a mode, or an object.
exports.mkdirOptions = function mkdirOptions(options) {
  if (typeof options === 'number' || typeof options === 'string') {
    return { recursive: false, mode: parseFileMode(options, 'mode') };
  }
  let recursive = false;
  let mode = 0o777;
  if (options) {
    if (options.recursive !== undefined) {
      recursive = options.recursive;
      validateBoolean(recursive, 'options.recursive');
    }
    if (options.mode !== undefined) mode = parseFileMode(options.mode, 'options.mode');
  }
  return { recursive, mode };
};

exports.removalOptions = function removalOptions(options, defaults) {
  if (options === undefined) return defaults;
  validateObject(options, 'options');
  options = { ...defaults, ...options };
  validateBoolean(options.recursive, 'options.recursive');
  if ('force' in defaults) validateBoolean(options.force, 'options.force');
  validateInt32(options.retryDelay, 'options.retryDelay', 0);
  validateUint32(options.maxRetries, 'options.maxRetries');
  return options;
};
