// Views of bytes, in the order of their numbers in the format.

const VIEWS = [
  'Int8Array', 'Uint8Array', 'Uint8ClampedArray', 'Int16Array', 'Uint16Array', 'Int32Array', 'Uint32Array', 'Float32Array',
  'Float64Array', 'DataView', 'Buffer', 'BigInt64Array', 'BigUint64Array', 'Float16Array',
];

const isBuffer = (value) => Buffer.isBuffer(value);

module.exports = { VIEWS, isBuffer };
