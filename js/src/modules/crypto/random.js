// Random bytes, numbers and identifiers.

const { codes: { ERR_INVALID_ARG_TYPE, ERR_OUT_OF_RANGE }, uvException } = require('internal/errors');
const { validateBoolean, validateFunction, validateNumber, validateObject } = require('internal/validators');
const { isAnyArrayBuffer } = require('internal/types');
const { fill, randomLater } = require('crypto/native');
const { Buffer } = require('buffer');

const MOST = 2 ** 31 - 1;
const MOST_NUMBERS = 2 ** 48 - 1;

const failure = (errno) => uvException({ errno, syscall: 'getrandom' });

function fillNow(view) {
  const errno = fill(view);
  if (errno !== 0) throw failure(errno);
}

function checkSize(size, offset, length) {
  validateNumber(size, 'size');
  if (Number.isNaN(size) || size < 0 || size > MOST) throw new ERR_OUT_OF_RANGE('size', `>= 0 && <= ${MOST}`, size);
  if (size + offset > length) throw new ERR_OUT_OF_RANGE('size + offset', `<= ${length}`, size + offset);
  return size >>> 0;
}

exports.randomBytes = function randomBytes(size, callback) {
  size = checkSize(size, 0, Infinity);
  if (callback === undefined) {
    const bytes = Buffer.alloc(size);
    fillNow(bytes);
    return bytes;
  }
  validateFunction(callback, 'callback');
  randomLater(size, (errno, bytes) => (errno === 0 ? callback(null, bytes) : callback(failure(errno))));
};

// The part of `buf` that shall be filled.
function partOf(buf, offset, size) {
  if (!isAnyArrayBuffer(buf) && !ArrayBuffer.isView(buf)) {
    throw new ERR_INVALID_ARG_TYPE('buf', ['ArrayBuffer', 'ArrayBufferView'], buf);
  }
  const unit = buf.BYTES_PER_ELEMENT ?? 1;
  validateNumber(offset, 'offset');
  const at = offset * unit;
  if (Number.isNaN(at) || at < 0 || at > Math.min(buf.byteLength, MOST)) {
    throw new ERR_OUT_OF_RANGE('offset', `>= 0 && <= ${Math.min(buf.byteLength, MOST)}`, at);
  }
  const length = size === undefined ? buf.byteLength - at : checkSize(size * unit, at, buf.byteLength);
  return ArrayBuffer.isView(buf) ? new Uint8Array(buf.buffer, buf.byteOffset + at, length) : new Uint8Array(buf, at, length);
}

exports.randomFillSync = function randomFillSync(buf, offset = 0, size = undefined) {
  fillNow(partOf(buf, offset, size));
  return buf;
};

exports.randomFill = function randomFill(buf, offset, size, callback) {
  if (typeof offset === 'function') [callback, offset, size] = [offset, 0, undefined];
  else if (typeof size === 'function') [callback, size] = [size, undefined];
  validateFunction(callback, 'callback');
  const part = partOf(buf, offset ?? 0, size);
  randomLater(part.length, (errno, bytes) => {
    if (errno !== 0) return callback(failure(errno));
    part.set(bytes);
    callback(null, buf);
  });
};

// Of 48 random bits, those that would favour small numbers are thrown away.
function numberBelow(range) {
  const limit = MOST_NUMBERS - (MOST_NUMBERS % range);
  const bytes = Buffer.alloc(6);
  let number;
  do {
    fillNow(bytes);
    number = bytes.readUIntBE(0, 6);
  } while (number >= limit);
  return number % range;
}

exports.randomInt = function randomInt(min, max, callback) {
  const single = max === undefined || typeof max === 'function';
  if (single) [callback, max, min] = [max, min, 0];
  if (callback !== undefined) validateFunction(callback, 'callback');
  if (!Number.isSafeInteger(min)) throw new ERR_INVALID_ARG_TYPE('min', 'a safe integer', min);
  if (!Number.isSafeInteger(max)) throw new ERR_INVALID_ARG_TYPE('max', 'a safe integer', max);
  if (max <= min) throw new ERR_OUT_OF_RANGE('max', `greater than the value of "min" (${min})`, max);
  const range = max - min;
  if (range > MOST_NUMBERS) throw new ERR_OUT_OF_RANGE(single ? 'max' : 'max - min', `<= ${MOST_NUMBERS}`, range);
  const number = min + numberBelow(range);
  if (callback === undefined) return number;
  process.nextTick(callback, undefined, number);
};

// Version 4 of RFC 9562: all random, but for six bits. Bytes are taken from the system for many at a time.
let cache;
let used;

exports.randomUUID = function randomUUID(options) {
  if (options !== undefined) validateObject(options, 'options');
  const fresh = options?.disableEntropyCache ?? false;
  validateBoolean(fresh, 'options.disableEntropyCache');
  if (fresh) {
    const bytes = Buffer.alloc(16);
    fillNow(bytes);
    return written(bytes);
  }
  if (cache === undefined || used === cache.length) {
    cache ??= Buffer.allocUnsafeSlow(16 * 128);
    fillNow(cache);
    used = 0;
  }
  used += 16;
  return written(cache.subarray(used - 16, used));
};

function written(bytes) {
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  // What has been given away is known to nobody else.
  bytes.fill(0);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
