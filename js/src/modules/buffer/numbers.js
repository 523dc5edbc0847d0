// Reading and writing numbers, with all of Node's checks: the half of numbers.rs that says what was wrong. It also
// serves BigInts and receivers that are no Uint8Array.

const { codes } = require('internal/errors');
const { validateNumber } = require('internal/validators');

function boundsError(value, length, name) {
  if (Math.floor(value) !== value) {
    validateNumber(value, name);
    throw new codes.ERR_OUT_OF_RANGE(name ?? 'offset', 'an integer', value);
  }
  if (length < 0) throw new codes.ERR_BUFFER_OUT_OF_BOUNDS();
  throw new codes.ERR_OUT_OF_RANGE(name ?? 'offset', `>= ${name === undefined ? 0 : 1} and <= ${length}`, value);
}

function checkOffset(bytes, offset, size) {
  validateNumber(offset, 'offset');
  if (bytes[offset] === undefined || bytes[offset + size - 1] === undefined) {
    boundsError(offset, bytes.length - size);
  }
}

function checkValue(value, min, max, size) {
  if (!(value > max || value < min)) return;
  const n = typeof min === 'bigint' ? 'n' : '';
  const bits = size * 8;
  let range = `>= ${min}${n} and <= ${max}${n}`;
  if (size > 4) {
    range = min == 0 ?
      `>= 0${n} and < 2${n} ** ${bits}${n}` :
      `>= -(2${n} ** ${bits - 1}${n}) and < 2${n} ** ${bits - 1}${n}`;
  }
  throw new codes.ERR_OUT_OF_RANGE('value', range, value);
}

function readInteger(bytes, offset, size, signed, little) {
  checkOffset(bytes, offset, size);
  let value = 0;
  for (let i = 0; i < size; i++) value = value * 256 + bytes[little ? offset + size - 1 - i : offset + i];
  return signed && value >= 2 ** (size * 8 - 1) ? value - 2 ** (size * 8) : value;
}

function writeInteger(bytes, value, offset, size, signed, little) {
  value = +value;
  const span = 2 ** (size * 8);
  if (size === 1) validateNumber(offset, 'offset');
  checkValue(value, signed ? -span / 2 : 0, (signed ? span / 2 : span) - 1, size);
  checkOffset(bytes, offset, size);
  let rest = Math.trunc(value) || 0;
  if (rest < 0) rest += span;
  for (let i = 0; i < size; i++) {
    bytes[little ? offset + i : offset + size - 1 - i] = rest % 256;
    rest = Math.floor(rest / 256);
  }
  return offset + size;
}

// Eight bytes to pass a value from one type to another.
const scratch = new Uint8Array(8);
const views = {
  Float: [4, new Float32Array(scratch.buffer, 0, 1)],
  Double: [8, new Float64Array(scratch.buffer)],
  BigInt64: [8, new BigInt64Array(scratch.buffer)],
  BigUInt64: [8, new BigUint64Array(scratch.buffer)],
};

function readThrough([size, view], bytes, offset, little) {
  checkOffset(bytes, offset, size);
  for (let i = 0; i < size; i++) scratch[little ? i : size - 1 - i] = bytes[offset + i];
  return view[0];
}

function writeThrough([size, view], bytes, value, offset, little) {
  checkOffset(bytes, offset, size);
  view[0] = value;
  for (let i = 0; i < size; i++) bytes[offset + i] = scratch[little ? i : size - 1 - i];
  return offset + size;
}

function defineIntegers(size, suffix, little) {
  for (const signed of [true, false]) {
    const name = `${signed ? 'Int' : 'UInt'}${suffix}`;
    exports[`read${name}`] = size === undefined ?
      function(offset, byteLength) {
        validateNumber(offset, 'offset');
        return readInteger(this, offset, anySize(byteLength), signed, little);
      } :
      function(offset = 0) {
        return readInteger(this, offset, size, signed, little);
      };
    exports[`write${name}`] = size === undefined ?
      function(value, offset, byteLength) {
        return writeInteger(this, value, offset, anySize(byteLength), signed, little);
      } :
      function(value, offset = 0) {
        return writeInteger(this, value, offset, size, signed, little);
      };
  }
}

function anySize(byteLength) {
  if (Number.isInteger(byteLength) && byteLength >= 1 && byteLength <= 6) return byteLength;
  return boundsError(byteLength, 6, 'byteLength');
}

function defineViews(type, suffix, little) {
  const view = views[type];
  exports[`read${type}${suffix}`] = function(offset = 0) {
    return readThrough(view, this, offset, little);
  };
  if (type === 'Float' || type === 'Double') {
    exports[`write${type}${suffix}`] = function(value, offset = 0) {
      return writeThrough(view, this, +value, offset, little);
    };
    return;
  }
  const min = type === 'BigInt64' ? -(2n ** 63n) : 0n;
  const max = type === 'BigInt64' ? 2n ** 63n - 1n : 2n ** 64n - 1n;
  exports[`write${type}${suffix}`] = function(value, offset = 0) {
    checkValue(value, min, max, 8);
    if (typeof value !== 'bigint') throw new TypeError('Cannot mix BigInt and other types, use explicit conversions');
    return writeThrough(view, this, value, offset, little);
  };
}

defineIntegers(1, '8', true);
for (const [order, little] of [['LE', true], ['BE', false]]) {
  defineIntegers(2, `16${order}`, little);
  defineIntegers(4, `32${order}`, little);
  defineIntegers(undefined, order, little);
  for (const type of Object.keys(views)) defineViews(type, order, little);
}
