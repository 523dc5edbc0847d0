// UTF-8 to text, by the rules of the Encoding standard: each maximal part of a broken sequence becomes one
// U+FFFD, and what may yet be completed waits for the next call.

const { codes } = require('internal/errors');
const codec = require('buffer/native');

const utf8 = 0;

exports.Utf8Decoder = class Utf8Decoder {
  #fatal;
  #waiting;          // the beginning of a character, if there is one

  constructor(fatal) {
    this.#fatal = fatal;
  }

  decode(bytes, isLast) {
    if (this.#waiting !== undefined) {
      const joined = new Uint8Array(this.#waiting.length + bytes.length);
      joined.set(this.#waiting);
      joined.set(bytes, this.#waiting.length);
      bytes = joined;
      this.#waiting = undefined;
    }
    const kept = isLast ? 0 : codec.unfinished(bytes);
    if (kept > 0) {
      this.#waiting = bytes.slice(bytes.length - kept);
      bytes = bytes.subarray(0, bytes.length - kept);
    }
    if (this.#fatal && !codec.isUtf8(bytes)) throw new codes.ERR_ENCODING_INVALID_ENCODED_DATA('utf-8', undefined);
    return codec.text(bytes, utf8, 0, bytes.length);
  }
};
