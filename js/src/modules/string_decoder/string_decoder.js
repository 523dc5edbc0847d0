// The room `string_decoder`: bytes that come in pieces, to text without broken characters. What a piece
// begins and does not end waits for the next one.

const { codes } = require('internal/errors');
const { normalizeEncoding } = require('internal/util');

const nothing = new Uint8Array(0);

function StringDecoder(encoding) {
  this.encoding = normalizeEncoding(encoding);
  if (this.encoding === undefined) throw new codes.ERR_UNKNOWN_ENCODING(encoding);
  // The bytes that wait, and how many are missing to the character.
  Object.defineProperties(this, {
    _pending: { value: nothing, writable: true },
    _missing: { value: 0, writable: true },
  });
}

StringDecoder.prototype.write = function write(buf) {
  if (typeof buf === 'string') return buf;
  if (!ArrayBuffer.isView(buf)) {
    throw new codes.ERR_INVALID_ARG_TYPE('buf', ['Buffer', 'TypedArray', 'DataView'], buf);
  }
  if (this._pending === undefined) throw new codes.ERR_INVALID_THIS('StringDecoder');
  const { Buffer } = require('buffer');
  let bytes = Buffer.isBuffer(buf) ? buf : Buffer.from(buf.buffer, buf.byteOffset, buf.byteLength);
  if (bytes.length === 0) return '';
  const before = this._pending.length;
  if (before > 0) bytes = Buffer.concat([this._pending, bytes]);
  const waiting = unfinished[this.encoding];
  const { kept, missing } = waiting === undefined ? complete : waiting(bytes, before);
  const end = bytes.length - kept;
  // A copy: the caller may use its buffer again.
  this._pending = kept === 0 ? nothing : Uint8Array.prototype.slice.call(bytes, end);
  this._missing = missing;
  return bytes.toString(this.encoding, 0, end);
};

// Gives out what waits, broken as it is. The decoder can be used anew.
StringDecoder.prototype.end = function end(buf) {
  const text = buf === undefined ? '' : this.write(buf);
  const { Buffer } = require('buffer');
  const rest = Buffer.from(this._pending);
  this._pending = nothing;
  this._missing = 0;
  // Half a UTF-16 unit says nothing.
  const length = this.encoding === 'utf16le' ? rest.length & ~1 : rest.length;
  return text + rest.toString(this.encoding, 0, length);
};

StringDecoder.prototype.text = function text(buf, offset) {
  this._pending = nothing;
  this._missing = 0;
  return this.write(buf.slice(offset));
};

Object.defineProperties(StringDecoder.prototype, {
  lastChar: {
    get() {
      const bytes = require('buffer').Buffer.alloc(4);
      bytes.set(this._pending);
      return bytes;
    },
    enumerable: true,
    configurable: true,
  },
  lastNeed: { get() { return this._missing; }, enumerable: true, configurable: true },
  lastTotal: { get() { return this._pending.length + this._missing; }, enumerable: true, configurable: true },
});

const complete = { kept: 0, missing: 0 };
const wait = (kept, missing) => ({ kept, missing });

// How many bytes at the end begin a character that is not finished, by encoding. `before` of the bytes were
// waiting already.
const unfinished = {
  __proto__: null,
  utf8(bytes) {
    const { length } = bytes;
    for (let kept = 1; kept <= 3 && kept <= length; kept++) {
      const byte = bytes[length - kept];
      if ((byte & 0xc0) === 0x80) continue;
      const size = (byte & 0xe0) === 0xc0 ? 2 : (byte & 0xf0) === 0xe0 ? 3 : (byte & 0xf8) === 0xf0 ? 4 : 1;
      return kept < size ? wait(kept, size - kept) : complete;
    }
    return complete;
  },
  utf16le(bytes, before) {
    // Half a pair that waits already goes on waiting when half a unit comes.
    if (bytes.length === 3 && before === 2) return wait(3, 1);
    if (bytes.length % 2 === 1) return wait(1, 1);
    // The first half of a surrogate pair.
    return (bytes[bytes.length - 1] & 0xfc) === 0xd8 ? wait(2, 2) : complete;
  },
  base64: unfinishedBase64,
  base64url: unfinishedBase64,
};

function unfinishedBase64(bytes) {
  const kept = bytes.length % 3;
  return kept === 0 ? complete : wait(kept, 3 - kept);
}

exports.StringDecoder = StringDecoder;
