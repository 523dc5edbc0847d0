// Work on the bytes, for arguments that the native methods (bytes.rs) do not take themselves.

const { codes } = require('internal/errors');
const { validateInteger, validateString } = require('internal/validators');
const { encodingNumber, knownEncoding } = require('buffer/common');

const bufferTypes = ['Buffer', 'Uint8Array'];

function wrongType(name, expected, value) {
  return new codes.ERR_INVALID_ARG_TYPE(name, expected, value);
}

// What Number(value) gives, rounded down; 0 for what is no number.
function toInteger(value) {
  const number = +value;
  if (number >= Number.MIN_SAFE_INTEGER && number <= Number.MAX_SAFE_INTEGER) return Math.floor(number);
  return 0;
}

function asBytes(view) {
  return native.isUint8Array(view) ? view : new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
}

exports.copy = function copy(target, targetStart, sourceStart, sourceEnd) {
  if (!ArrayBuffer.isView(this)) throw wrongType('source', bufferTypes, this);
  if (!ArrayBuffer.isView(target)) throw wrongType('target', bufferTypes, target);

  targetStart = targetStart === undefined ? 0 : toInteger(targetStart);
  if (targetStart < 0) throw new codes.ERR_OUT_OF_RANGE('targetStart', '>= 0', targetStart);
  sourceStart = sourceStart === undefined ? 0 : toInteger(sourceStart);
  if (sourceStart < 0 || sourceStart > this.byteLength) {
    throw new codes.ERR_OUT_OF_RANGE('sourceStart', `>= 0 && <= ${this.byteLength}`, sourceStart);
  }
  sourceEnd = sourceEnd === undefined ? this.byteLength : toInteger(sourceEnd);
  if (sourceEnd < 0) throw new codes.ERR_OUT_OF_RANGE('sourceEnd', '>= 0', sourceEnd);

  const count = Math.min(sourceEnd - sourceStart, this.byteLength - sourceStart, target.byteLength - targetStart);
  if (count <= 0) return 0;
  native.copy(asBytes(target), targetStart, asBytes(this), sourceStart, count);
  return count;
};

exports.equals = function equals(other) {
  if (!native.isUint8Array(other)) throw wrongType('otherBuffer', bufferTypes, other);
  if (!native.isUint8Array(this)) throw wrongType('this', bufferTypes, this);
  return this.byteLength === other.byteLength &&
    native.compare(this, 0, this.byteLength, other, 0, other.byteLength) === 0;
};

exports.compare = function compare(target, targetStart, targetEnd, sourceStart, sourceEnd) {
  if (!native.isUint8Array(target)) throw wrongType('target', bufferTypes, target);
  if (!native.isUint8Array(this)) throw wrongType('this', bufferTypes, this);
  targetStart = place(targetStart, 'targetStart', 0, Number.MAX_SAFE_INTEGER);
  targetEnd = place(targetEnd, 'targetEnd', target.byteLength, target.byteLength);
  sourceStart = place(sourceStart, 'sourceStart', 0, Number.MAX_SAFE_INTEGER);
  sourceEnd = place(sourceEnd, 'sourceEnd', this.byteLength, this.byteLength);
  if (sourceStart >= sourceEnd) return targetStart >= targetEnd ? 0 : -1;
  if (targetStart >= targetEnd) return 1;
  return native.compare(this, sourceStart, sourceEnd, target, targetStart, targetEnd);
};

function place(value, name, otherwise, max) {
  if (value === undefined) return otherwise;
  validateInteger(value, name, 0, max);
  return value;
}

exports.search = function search(buffer, value, byteOffset, encoding, forward) {
  if (!ArrayBuffer.isView(buffer)) throw wrongType('buffer', ['Buffer', 'TypedArray', 'DataView'], buffer);
  const bytes = asBytes(buffer);

  if (typeof byteOffset === 'string') {
    encoding = byteOffset;
    byteOffset = undefined;
  }
  byteOffset = +byteOffset;
  if (Number.isNaN(byteOffset)) byteOffset = forward ? 0 : bytes.length;
  byteOffset = Math.max(-0x80000000, Math.min(0x7fffffff, Math.trunc(byteOffset)));

  if (typeof value === 'number') return native.search(bytes, value >>> 0 & 0xff, byteOffset, 0, forward);
  if (typeof value === 'string') {
    return native.search(bytes, value, byteOffset, encoding === undefined ? 0 : knownEncoding(encoding), forward);
  }
  if (native.isUint8Array(value)) {
    return native.search(bytes, value, byteOffset, encodingNumber(encoding) ?? 0, forward);
  }
  throw wrongType('value', ['number', 'string', 'Buffer', 'Uint8Array'], value);
};

exports.indexOf = function indexOf(value, byteOffset, encoding) {
  return exports.search(this, value, byteOffset, encoding, true);
};

exports.includes = function includes(value, byteOffset, encoding) {
  return exports.search(this, value, byteOffset, encoding, true) !== -1;
};

exports.fill = function fill(value, offset, end, encoding) {
  return exports.fillRange(this, value, offset, end, encoding);
};

exports.fillRange = function fillRange(buffer, value, offset, end, encoding) {
  if (!native.isUint8Array(buffer)) throw wrongType('this', bufferTypes, buffer);
  let number = 0;
  if (typeof value === 'string') {
    if (offset === undefined || typeof offset === 'string') {
      encoding = offset;
      offset = undefined;
    } else if (typeof end === 'string') {
      encoding = end;
      end = undefined;
    }
    number = fillEncoding(encoding);
    if (value.length === 0) value = 0;
  }

  if (offset === undefined) {
    offset = 0;
    end = buffer.length;
  } else {
    validateInteger(offset, 'offset', 0);
    if (end === undefined) end = buffer.length;
    else validateInteger(end, 'end', 0, buffer.length);
  }
  if (offset >= end) return buffer;
  // `length` may be a property of somebody's own making.
  if (end > buffer.byteLength) throw new codes.ERR_BUFFER_OUT_OF_BOUNDS();

  if (typeof value !== 'string' && !native.isUint8Array(value)) value = value >>> 0 & 0xff;
  if (!native.fill(buffer, value, offset, end, number)) {
    throw new codes.ERR_INVALID_ARG_VALUE('value', value);
  }
  return buffer;
};

function fillEncoding(encoding) {
  if (encoding === undefined || encoding === null || encoding === '') return 0;
  const number = encodingNumber(encoding);
  if (number !== undefined) return number;
  validateString(encoding, 'encoding');
  throw new codes.ERR_UNKNOWN_ENCODING(encoding);
}

exports.subarray = function subarray(start, end) {
  const from = clamp(start, this.length, 0);
  const to = clamp(end, this.length, this.length);
  return native.view(this.buffer, this.byteOffset + from, Math.max(to - from, 0));
};

// Through `this.subarray`, so that what is no Buffer stays what it is.
exports.slice = function slice(start, end) {
  return this.subarray(start, end);
};

function clamp(value, length, otherwise) {
  if (value === undefined) return otherwise;
  const number = Math.trunc(value) || 0;
  return number < 0 ? Math.max(number + length, 0) : Math.min(number, length);
}

for (const bits of [16, 32, 64]) {
  exports[`swap${bits}`] = function() {
    if (!native.isUint8Array(this)) throw wrongType('this', bufferTypes, this);
    if (this.length % (bits / 8) !== 0) throw new codes.ERR_INVALID_BUFFER_SIZE(`${bits}-bits`);
    return native.swap(this, bits / 8);
  };
}
