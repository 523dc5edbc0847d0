// Making Buffers: the whole of what Node takes for Buffer.from, alloc and their kin. The plain cases (a string, a
// size) do not come here, see text.rs and create.rs.

const { codes } = require('internal/errors');
const { validateArray, validateInteger, validateNumber } = require('internal/validators');
const { encodingNumber, isAnyArrayBuffer, knownEncoding } = require('buffer/common');

const { maxLength } = native;

exports.from = function from(value, encodingOrOffset, length) {
  if (typeof value === 'string') return fromString(value, encodingOrOffset);
  if (typeof value === 'object' && value !== null) {
    const made = fromObject(value, encodingOrOffset, length);
    if (made !== undefined) return made;
  }
  throw new codes.ERR_INVALID_ARG_TYPE(
    'first argument', ['string', 'Buffer', 'ArrayBuffer', 'Array', 'Array-like Object'], value);
};

function fromString(text, encoding) {
  const named = typeof encoding === 'string' && encoding.length !== 0;
  return native.fromString(text, named ? knownEncoding(encoding) : 0);
}

function fromObject(value, encodingOrOffset, length) {
  if (isAnyArrayBuffer(value)) return fromArrayBuffer(value, encodingOrOffset, length);

  const primitive = value.valueOf && value.valueOf();
  if (primitive != null && primitive !== value &&
      (typeof primitive === 'string' || typeof primitive === 'object')) {
    return exports.from(primitive, encodingOrOffset, length);
  }

  if (value.length !== undefined || isAnyArrayBuffer(value.buffer)) {
    return typeof value.length === 'number' ? fromArrayLike(value) : native.alloc(0);
  }
  if (value.type === 'Buffer' && Array.isArray(value.data)) return fromArrayLike(value.data);

  if (typeof value[Symbol.toPrimitive] === 'function') {
    const text = value[Symbol.toPrimitive]('string');
    if (typeof text === 'string') return fromString(text, encodingOrOffset);
  }
  return undefined;
}

function fromArrayBuffer(buffer, byteOffset, length) {
  byteOffset = byteOffset === undefined ? 0 : Math.trunc(+byteOffset) || 0;
  const room = buffer.byteLength - byteOffset;
  if (room < 0) throw new codes.ERR_BUFFER_OUT_OF_BOUNDS('offset');
  if (byteOffset < 0) throw new RangeError(`Start offset ${byteOffset} is outside the bounds of the buffer`);
  if (length !== undefined) {
    length = +length;
    if (!(length > 0)) length = 0;
    else if (length > room) throw new codes.ERR_BUFFER_OUT_OF_BOUNDS('length');
  }
  // Without a length, the Buffer follows a resizable buffer's size.
  const follows = length === undefined && (buffer.resizable || buffer.growable);
  return native.view(buffer, byteOffset, follows ? undefined : length ?? room);
}

function fromArrayLike(source) {
  if (native.isUint8Array(source)) return native.copyOf(source);
  const length = Math.trunc(source.length);
  if (!(length > 0)) return native.alloc(0);
  const made = exports.allocUnsafe(length);
  made.set(source);
  return made;
}

exports.alloc = function alloc(size, fill, encoding) {
  validateNumber(size, 'size', 0, maxLength);
  const made = native.alloc(size);
  if (fill === undefined || fill === 0 || size === 0) return made;
  return require('buffer/bytes').fillRange(made, fill, 0, made.length, encoding);
};

exports.allocUnsafe = function allocUnsafe(size) {
  validateNumber(size, 'size', 0, maxLength);
  return native.allocUnsafe(size);
};

exports.allocUnsafeSlow = function allocUnsafeSlow(size) {
  validateNumber(size, 'size', 0, maxLength);
  return native.allocUnsafeSlow(size);
};

exports.copyBytesFrom = function copyBytesFrom(view, offset, length) {
  if (!ArrayBuffer.isView(view) || view instanceof DataView) {
    throw new codes.ERR_INVALID_ARG_TYPE('view', ['TypedArray'], view);
  }
  if (offset !== undefined) validateInteger(offset, 'offset', 0);
  if (length !== undefined) validateInteger(length, 'length', 0);
  const start = Math.min(offset ?? 0, view.length);
  const end = length === undefined ? view.length : Math.min(start + length, view.length);
  const size = view.BYTES_PER_ELEMENT;
  return native.copyOf(new Uint8Array(view.buffer, view.byteOffset + start * size, (end - start) * size));
};

exports.concat = function concat(list, length) {
  validateArray(list, 'list');
  if (list.length === 0) return native.alloc(0);
  if (length !== undefined) validateInteger(length, 'length', 0, maxLength);

  let sum = 0;
  for (let i = 0; i < list.length; i++) {
    if (!native.isUint8Array(list[i])) {
      throw new codes.ERR_INVALID_ARG_TYPE(`list[${i}]`, ['Buffer', 'Uint8Array'], list[i]);
    }
    sum += list[i].byteLength;
  }

  // Where the list is shorter than the wanted length, the rest must be zeros.
  const made = native.alloc(length ?? sum);
  let at = 0;
  for (let i = 0; i < list.length && at < made.length; i++) {
    const count = Math.min(list[i].byteLength, made.length - at);
    native.copy(made, at, list[i], 0, count);
    at += count;
  }
  return made;
};

exports.byteLength = function byteLength(text, encoding) {
  if (typeof text === 'string') {
    return native.byteLength(text, encoding ? encodingNumber(encoding) ?? 0 : 0);
  }
  if (ArrayBuffer.isView(text) || isAnyArrayBuffer(text)) return text.byteLength;
  throw new codes.ERR_INVALID_ARG_TYPE('string', ['string', 'Buffer', 'ArrayBuffer'], text);
};

exports.compare = function compare(buf1, buf2) {
  if (!native.isUint8Array(buf1)) throw new codes.ERR_INVALID_ARG_TYPE('buf1', ['Buffer', 'Uint8Array'], buf1);
  if (!native.isUint8Array(buf2)) throw new codes.ERR_INVALID_ARG_TYPE('buf2', ['Buffer', 'Uint8Array'], buf2);
  return native.compare(buf1, 0, buf1.byteLength, buf2, 0, buf2.byteLength);
};
