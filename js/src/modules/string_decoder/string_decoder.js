// The room `string_decoder`: bytes that come in pieces, to text without broken characters. What a piece
// begins and does not end waits for the next one. The work is done in mod.rs.

const { codes } = require('internal/errors');
const { normalizeEncoding } = require('internal/util');

// The state: four bytes that wait, how many are missing, how many there are, the encoding by Node's numbers.
const kNativeDecoder = Symbol('kNativeDecoder');
const kMissingBytes = 4;
const kBufferedBytes = 5;
const kEncoding = 6;

const numbers = {
  __proto__: null, ascii: 0, utf8: 1, base64: 2, utf16le: 3, latin1: 4, hex: 5, base64url: 7,
};

function StringDecoder(encoding) {
  this.encoding = normalizeEncoding(encoding);
  if (this.encoding === undefined) throw new codes.ERR_UNKNOWN_ENCODING(encoding);
  const state = require('buffer').Buffer.alloc(7);
  state[kEncoding] = numbers[this.encoding];
  this[kNativeDecoder] = state;
}

StringDecoder.prototype.write = function write(buf) {
  if (typeof buf === 'string') return buf;
  const text = native.decode(this[kNativeDecoder], buf);
  return text === undefined ? writeOther(this, buf) : text;
};

// What is no Uint8Array, or no decoder.
function writeOther(decoder, buf) {
  if (!ArrayBuffer.isView(buf)) {
    throw new codes.ERR_INVALID_ARG_TYPE('buf', ['Buffer', 'TypedArray', 'DataView'], buf);
  }
  const state = decoder[kNativeDecoder];
  if (state === undefined) throw new codes.ERR_INVALID_THIS('StringDecoder');
  return native.decode(state, new Uint8Array(buf.buffer, buf.byteOffset, buf.byteLength));
}

// Gives out what waits, broken as it is. The decoder can be used anew.
StringDecoder.prototype.end = function end(buf) {
  const text = buf === undefined ? '' : this.write(buf);
  const state = this[kNativeDecoder];
  return state[kBufferedBytes] > 0 ? text + native.flush(state) : text;
};

StringDecoder.prototype.text = function text(buf, offset) {
  const state = this[kNativeDecoder];
  state[kMissingBytes] = 0;
  state[kBufferedBytes] = 0;
  return this.write(buf.slice(offset));
};

function stateGetter(get) {
  return { enumerable: true, configurable: true, get };
}

Object.defineProperties(StringDecoder.prototype, {
  lastChar: stateGetter(function() {
    return this[kNativeDecoder].subarray(0, kMissingBytes);
  }),
  lastNeed: stateGetter(function() {
    return this[kNativeDecoder][kMissingBytes];
  }),
  lastTotal: stateGetter(function() {
    return this[kNativeDecoder][kBufferedBytes] + this[kNativeDecoder][kMissingBytes];
  }),
});

exports.StringDecoder = StringDecoder;
