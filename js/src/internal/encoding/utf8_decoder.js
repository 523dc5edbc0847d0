// UTF-8 to text, by the rules of the Encoding standard: each maximal part of a broken sequence becomes one
// U+FFFD, and what may yet be completed waits for the next call.

const { codes } = require('internal/errors');

// String.fromCharCode takes its units as arguments, of which there may not be too many.
const chunkLength = 8192;

exports.Utf8Decoder = class Utf8Decoder {
  #fatal;
  #code = 0;
  #missing = 0;      // continuation bytes still to come
  #lower = 0x80;     // the bounds of the next one
  #upper = 0xbf;

  constructor(fatal) {
    this.#fatal = fatal;
  }

  decode(bytes, isLast) {
    const units = [];
    let text = '';
    for (let i = 0; i < bytes.length; i++) {
      const byte = bytes[i];
      if (this.#missing === 0) {
        if (byte < 0x80) units.push(byte);
        else if (!this.#begin(byte)) this.#broken(units);
      } else if (byte < this.#lower || byte > this.#upper) {
        // The byte does not belong to this character, but may begin the next.
        this.#missing = 0;
        this.#broken(units);
        i--;
      } else {
        this.#proceed(byte, units);
      }
      if (units.length >= chunkLength) text += String.fromCharCode.apply(undefined, units.splice(0));
    }
    if (isLast && this.#missing !== 0) {
      this.#missing = 0;
      this.#broken(units);
    }
    return text + String.fromCharCode.apply(undefined, units);
  }

  // The first byte of a character; false if there is no character that begins so.
  #begin(byte) {
    if (byte < 0xc2 || byte > 0xf4) return false;
    this.#missing = byte < 0xe0 ? 1 : byte < 0xf0 ? 2 : 3;
    this.#code = byte & (0x3f >> this.#missing);
    // Neither longer than needed, nor a surrogate, nor beyond the last character.
    this.#lower = byte === 0xe0 ? 0xa0 : byte === 0xf0 ? 0x90 : 0x80;
    this.#upper = byte === 0xed ? 0x9f : byte === 0xf4 ? 0x8f : 0xbf;
    return true;
  }

  #proceed(byte, units) {
    this.#code = (this.#code << 6) | (byte & 0x3f);
    this.#lower = 0x80;
    this.#upper = 0xbf;
    this.#missing--;
    if (this.#missing > 0) return;
    const code = this.#code;
    if (code < 0x10000) units.push(code);
    else units.push(0xd800 + ((code - 0x10000) >> 10), 0xdc00 + (code & 0x3ff));
  }

  #broken(units) {
    if (this.#fatal) throw new codes.ERR_ENCODING_INVALID_ENCODED_DATA('utf-8', undefined);
    units.push(0xfffd);
  }
};
