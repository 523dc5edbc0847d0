// What the long ways share: the encodings by their numbers in codec/encoding.rs, and a question.

const { codes } = require('internal/errors');

const numbers = {
  'utf8': 0, 'utf-8': 0, 'ucs2': 1, 'ucs-2': 1, 'utf16le': 1, 'utf-16le': 1, 'latin1': 2, 'binary': 2, 'ascii': 3,
  'hex': 4, 'base64': 5, 'base64url': 6, '__proto__': null,
};

// The number of an encoding by its name in any case, undefined for an unknown one.
exports.encodingNumber = function encodingNumber(name) {
  return numbers[name] ?? numbers[`${name}`.toLowerCase()];
};

exports.knownEncoding = function knownEncoding(name) {
  const number = exports.encodingNumber(name);
  if (number === undefined) throw new codes.ERR_UNKNOWN_ENCODING(name);
  return number;
};

const sharedLength = Object.getOwnPropertyDescriptor(SharedArrayBuffer.prototype, 'byteLength').get;

// True for an ArrayBuffer and for a SharedArrayBuffer, whatever prototypes say.
exports.isAnyArrayBuffer = function isAnyArrayBuffer(value) {
  if (native.isArrayBuffer(value)) return true;
  if (!(value instanceof SharedArrayBuffer)) return false;
  try {
    sharedLength.call(value);
    return true;
  } catch {
    return false;
  }
};
