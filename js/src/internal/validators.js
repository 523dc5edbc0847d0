// Checks of what users hand in. Each throws Node's error, or returns nothing (validatePort and parseFileMode
// return the number).

const { codes } = require('internal/errors');

const kValidateObjectNone = 0;
const kValidateObjectAllowNullable = 1;
const kValidateObjectAllowArray = 2;
const kValidateObjectAllowFunction = 4;

function wrongType(name, expected, value) {
  return new codes.ERR_INVALID_ARG_TYPE(name, expected, value);
}

function wrongValue(name, value, reason) {
  return new codes.ERR_INVALID_ARG_VALUE(name, value, reason);
}

function outOfRange(name, wanted, value) {
  return new codes.ERR_OUT_OF_RANGE(name, wanted, value);
}

exports.isInt32 = (value) => value === (value | 0);
exports.isUint32 = (value) => value === (value >>> 0);

exports.validateString = function validateString(value, name) {
  if (typeof value !== 'string') throw wrongType(name, 'string', value);
};

exports.validateStringWithoutNullBytes = function validateStringWithoutNullBytes(value, name) {
  if (typeof value !== 'string') throw wrongType(name, 'string', value);
  if (value.includes('\0')) throw wrongValue(name, value, 'must be a string without null bytes');
};

exports.validateBoolean = function validateBoolean(value, name) {
  if (typeof value !== 'boolean') throw wrongType(name, 'boolean', value);
};

exports.validateFunction = function validateFunction(value, name) {
  if (typeof value !== 'function') throw wrongType(name, 'Function', value);
};

exports.validatePlainFunction = function validatePlainFunction(value, name) {
  if (typeof value !== 'function' || require('internal/types').isAsyncFunction(value)) {
    throw wrongType(name, 'Function', value);
  }
};

exports.validateUndefined = function validateUndefined(value, name) {
  if (value !== undefined) throw wrongType(name, 'undefined', value);
};

function validateIntegerBetween(value, name, min, max) {
  if (typeof value !== 'number') throw wrongType(name, 'number', value);
  if (!Number.isInteger(value)) throw outOfRange(name, 'an integer', value);
  if (value < min || value > max) throw outOfRange(name, `>= ${min} && <= ${max}`, value);
}

exports.validateInteger = function validateInteger(
  value, name, min = Number.MIN_SAFE_INTEGER, max = Number.MAX_SAFE_INTEGER) {
  validateIntegerBetween(value, name, min, max);
};

exports.validateInt32 = function validateInt32(value, name, min = -2147483648, max = 2147483647) {
  validateIntegerBetween(value, name, min, max);
};

exports.validateUint32 = function validateUint32(value, name, positive = false) {
  validateIntegerBetween(value, name, positive ? 1 : 0, 4294967295);
};

exports.validateNumber = function validateNumber(value, name, min = undefined, max = undefined) {
  if (typeof value !== 'number') throw wrongType(name, 'number', value);
  const bounds = [];
  if (min != null) bounds.push(`>= ${min}`);
  if (max != null) bounds.push(`<= ${max}`);
  if (bounds.length > 0 && (value < min || value > max || Number.isNaN(value))) {
    throw outOfRange(name, bounds.join(' && '), value);
  }
};

// False for undefined and NaN, true for finite numbers; all else throws.
exports.validateFiniteNumber = function validateFiniteNumber(value, name) {
  if (value === undefined || Number.isNaN(value)) return false;
  if (typeof value !== 'number') throw wrongType(name, 'number', value);
  if (!Number.isFinite(value)) throw outOfRange(name, 'a finite number', value);
  return true;
};

exports.checkRangesOrGetDefault = function checkRangesOrGetDefault(value, name, min, max, standard) {
  if (!exports.validateFiniteNumber(value, name)) return standard;
  if (value < min || value > max) throw outOfRange(name, `>= ${min} and <= ${max}`, value);
  return value;
};

// File modes come as numbers or as octal digits.
exports.parseFileMode = function parseFileMode(value, name, standard) {
  value ??= standard;
  if (typeof value === 'string') {
    if (!/^[0-7]+$/.test(value)) {
      throw wrongValue(name, value, 'must be a 32-bit unsigned integer or an octal string');
    }
    value = Number.parseInt(value, 8);
  }
  exports.validateUint32(value, name);
  return value + 0;
};

exports.validatePort = function validatePort(port, name = 'Port', allowZero = true) {
  const usable = typeof port === 'number' || (typeof port === 'string' && port.trim() !== '');
  if (!usable || +port !== (+port >>> 0) || port > 0xFFFF || (+port === 0 && !allowZero)) {
    throw new codes.ERR_SOCKET_BAD_PORT(name, port, allowZero);
  }
  return port | 0;
};

exports.validateOneOf = function validateOneOf(value, name, choices) {
  if (choices.includes(value)) return;
  const list = choices.map((choice) => (typeof choice === 'string' ? `'${choice}'` : String(choice)));
  throw wrongValue(name, value, `must be one of: ${list.join(', ')}`);
};

exports.validateUnion = function validateUnion(value, name, union) {
  if (!union.includes(value)) throw wrongType(name, `('${union.join('|')}')`, value);
};

exports.validateObject = function validateObject(value, name, allowed = kValidateObjectNone) {
  const good = value === null ? allowed & kValidateObjectAllowNullable :
    typeof value === 'function' ? allowed & kValidateObjectAllowFunction :
      Array.isArray(value) ? allowed & kValidateObjectAllowArray : typeof value === 'object';
  if (!good) throw wrongType(name, 'Object', value);
};

exports.validateDictionary = function validateDictionary(value, name) {
  if (value != null && typeof value !== 'object' && typeof value !== 'function') {
    throw wrongType(name, 'a dictionary', value);
  }
};

exports.validateArray = function validateArray(value, name, minLength = 0) {
  if (!Array.isArray(value)) throw wrongType(name, 'Array', value);
  if (value.length < minLength) throw wrongValue(name, value, `must have a length of at least ${minLength}`);
};

function validateArrayOf(type, value, name) {
  exports.validateArray(value, name);
  for (let i = 0; i < value.length; i++) {
    if (typeof value[i] !== type) throw wrongType(`${name}[${i}]`, type, value[i]);
  }
}

exports.validateStringArray = (value, name) => validateArrayOf('string', value, name);
exports.validateBooleanArray = (value, name) => validateArrayOf('boolean', value, name);

exports.validateAbortSignal = function validateAbortSignal(signal, name) {
  if (signal !== undefined && (signal === null || typeof signal !== 'object' || !('aborted' in signal))) {
    throw wrongType(name, 'AbortSignal', signal);
  }
};

exports.validateAbortSignalArray = function validateAbortSignalArray(value, name) {
  exports.validateArray(value, name);
  for (let i = 0; i < value.length; i++) {
    if (value[i] == null) throw wrongType(`${name}[${i}]`, 'AbortSignal', value[i]);
    exports.validateAbortSignal(value[i], `${name}[${i}]`);
  }
};

exports.validateBuffer = function validateBuffer(buffer, name = 'buffer') {
  if (!ArrayBuffer.isView(buffer)) throw wrongType(name, ['Buffer', 'TypedArray', 'DataView'], buffer);
};

exports.validateEncoding = function validateEncoding(data, encoding) {
  const { normalizeEncoding } = require('internal/util');
  if (normalizeEncoding(encoding) === 'hex' && data.length % 2 !== 0) {
    throw wrongValue('encoding', encoding, `is invalid for data of length ${data.length}`);
  }
};

exports.validateSignalName = function validateSignalName(signal, name = 'signal') {
  const { signals } = require('internal/signals');
  if (typeof signal !== 'string') throw wrongType(name, 'string', signal);
  if (signals[signal] !== undefined) return;
  const hint = signals[signal.toUpperCase()] === undefined ? '' : ' (signals must use all capital letters)';
  throw new codes.ERR_UNKNOWN_SIGNAL(signal + hint);
};

exports.validateThisInternalField = function validateThisInternalField(object, field, className) {
  if (typeof object !== 'object' || object === null || !Object.hasOwn(object, field)) {
    throw new codes.ERR_INVALID_THIS(className);
  }
};

// Link headers (RFC 8288): '<target>' and parameters, as http's early hints send them.
exports.validateLinkHeaderValue = function validateLinkHeaderValue(hints) {
  const links = typeof hints === 'string' ? [hints] : hints;
  const form = /^<[^>\r\n]*>(?:\s*;\s*[^;"\s]+(?:=(")?[^;"\s]*\1)?)*$/;
  if (!Array.isArray(links) || !links.every((link) => link !== undefined && form.test(link))) {
    throw wrongValue('hints', hints, 'must be an array or string of format "</styles.css>; rel=preload; as=style"');
  }
  return links.join(', ');
};

exports.kValidateObjectNone = kValidateObjectNone;
exports.kValidateObjectAllowNullable = kValidateObjectAllowNullable;
exports.kValidateObjectAllowArray = kValidateObjectAllowArray;
exports.kValidateObjectAllowFunction = kValidateObjectAllowFunction;
exports.kValidateObjectAllowObjects = kValidateObjectAllowArray | kValidateObjectAllowFunction;
exports.kValidateObjectAllowObjectsAndNull =
  kValidateObjectAllowNullable | kValidateObjectAllowArray | kValidateObjectAllowFunction;
