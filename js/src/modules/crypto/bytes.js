// What is taken for bytes: text by an encoding, views, ArrayBuffers.

const { codes: { ERR_INVALID_ARG_TYPE } } = require('internal/errors');
const { isAnyArrayBuffer } = require('internal/types');
const { Buffer } = require('buffer');

function toBytes(value, encoding) {
  // An encoding that nobody knows is taken for UTF-8 here.
  if (typeof value === 'string') return Buffer.from(value, Buffer.isEncoding(encoding) ? encoding : 'utf8');
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  return isAnyArrayBuffer(value) ? new Uint8Array(value) : undefined;
}

const PLACES = ['string', 'ArrayBuffer', 'Buffer', 'TypedArray', 'DataView'];

// The bytes of an argument.
exports.argument = function argument(value, name, encoding, expected = PLACES) {
  const bytes = toBytes(value, encoding);
  if (bytes === undefined) throw new ERR_INVALID_ARG_TYPE(name, expected, value);
  return bytes;
};

// The bytes of something to digest: no ArrayBuffers, as in Node.
exports.data = function data(value, name, encoding) {
  if (typeof value !== 'string' && !ArrayBuffer.isView(value)) {
    throw new ERR_INVALID_ARG_TYPE(name, ['string', 'Buffer', 'TypedArray', 'DataView'], value);
  }
  return toBytes(value, encoding);
};

// The bytes of what is no text. Undefined if there are none.
exports.run = (value) => (typeof value === 'string' ? undefined : toBytes(value));

// Bytes as they are asked for: text by an encoding, else a Buffer.
exports.shown = (bytes, encoding) => (encoding && encoding !== 'buffer' ? bytes.toString(encoding) : bytes);
