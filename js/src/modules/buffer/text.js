// Text out of Buffers and into them, for arguments that the native methods (text.rs) do not take themselves.

const { codes } = require('internal/errors');
const { validateInteger } = require('internal/validators');
const { knownEncoding } = require('buffer/common');

function requireBytes(value) {
  if (!native.isUint8Array(value)) {
    throw new codes.ERR_INVALID_ARG_TYPE('this', ['Buffer', 'Uint8Array'], value);
  }
}

// Node's own words for this differ from those of all other such errors.
function requireText(value) {
  if (typeof value === 'string') return;
  const error = new TypeError('argument must be a string');
  error.code = 'ERR_INVALID_ARG_TYPE';
  throw error;
}

exports.toString = function toString(encoding, start, end) {
  requireBytes(this);
  const { length } = this;
  if (start <= 0) start = 0;
  else if (start >= length) return '';
  else start = Math.trunc(start) || 0;
  end = end === undefined || end > length ? length : Math.trunc(end) || 0;
  if (end <= start) return '';
  return native.text(this, encoding === undefined ? 0 : knownEncoding(encoding), start, end);
};

exports.write = function write(text, offset, length, encoding) {
  requireText(text);
  requireBytes(this);
  if (offset === undefined) return native.write(this, text, 0, 0, this.length);
  if (length === undefined && typeof offset === 'string') {
    encoding = offset;
    length = this.length;
    offset = 0;
  } else {
    validateInteger(offset, 'offset', 0, this.length);
    const room = this.length - offset;
    if (length === undefined) {
      length = room;
    } else if (typeof length === 'string') {
      encoding = length;
      length = room;
    } else {
      validateInteger(length, 'length', 0, this.length);
      length = Math.min(length, room);
    }
  }
  return native.write(this, text, encoding ? knownEncoding(encoding) : 0, offset, length);
};

// The methods of one encoding each: utf8Slice(start, end), utf8Write(text, offset, length) and so on.
['utf8', 'ucs2', 'latin1', 'ascii', 'hex', 'base64', 'base64url'].forEach((name, encoding) => {
  exports[`${name}Slice`] = function(start, end) {
    requireBytes(this);
    start = index(start, 0);
    end = Math.max(index(end, this.length), start);
    if (end > this.length) throw outOfRange();
    return native.text(this, encoding, start, end);
  };

  exports[`${name}Write`] = function(text, offset = 0, length = this.byteLength - offset) {
    requireText(text);
    requireBytes(this);
    if (!(offset >= 0 && offset <= this.byteLength)) throw new codes.ERR_BUFFER_OUT_OF_BOUNDS('offset');
    if (!(length >= 0 && length <= this.byteLength - offset)) throw new codes.ERR_BUFFER_OUT_OF_BOUNDS('length');
    return native.write(this, text, encoding, Math.trunc(offset), Math.trunc(length));
  };
});

function index(value, otherwise) {
  if (value === undefined) return otherwise;
  const number = Math.trunc(+value) || 0;
  if (number < 0) throw outOfRange();
  return number;
}

function outOfRange() {
  const error = new RangeError('Index out of range');
  error.code = 'ERR_OUT_OF_RANGE';
  return error;
}

exports.stringTooLong = function stringTooLong() {
  throw new codes.ERR_STRING_TOO_LONG(native.maxStringLength);
};
