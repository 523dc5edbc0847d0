// UTF-16 bytes to text, in either byte order.

const { codes } = require('internal/errors');
const codec = require('buffer/native');

const utf16le = 1;

class Utf16Decoder {
  #fatal;
  #encoding;
  #waiting = [];     // the bytes of a unit or of a surrogate pair that is not complete

  constructor(fatal, encoding) {
    this.#fatal = fatal;
    this.#encoding = encoding;
  }

  decode(input, isLast) {
    // A copy, whose bytes may be swapped.
    const bytes = new Uint8Array(this.#waiting.length + input.length);
    bytes.set(this.#waiting);
    bytes.set(input, this.#waiting.length);
    const kept = this.#unfinished(bytes);
    this.#waiting = isLast ? [] : bytes.slice(bytes.length - kept);
    const whole = bytes.subarray(0, bytes.length - kept);
    if (this.#encoding === 'utf-16be') codec.swap(whole, 2);
    const text = codec.text(whole, utf16le, 0, whole.length);
    const broken = isLast && kept > 0;
    if (this.#fatal && (broken || !text.isWellFormed())) {
      throw new codes.ERR_ENCODING_INVALID_ENCODED_DATA(this.#encoding, undefined);
    }
    return text.toWellFormed() + (broken ? '\ufffd' : '');
  }

  // How many bytes at the end wait for the next call: an odd one, and the first half of a pair before it.
  #unfinished(bytes) {
    const odd = bytes.length % 2;
    const high = bytes[bytes.length - odd - (this.#encoding === 'utf-16be' ? 2 : 1)];
    return odd + (high >= 0xd8 && high <= 0xdb ? 2 : 0);
  }
}

module.exports = { Utf16Decoder, Utf16BigEndianDecoder: Utf16Decoder };
