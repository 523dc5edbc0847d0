// UTF-16 bytes to text, in either byte order.

const { codes } = require('internal/errors');

const chunkLength = 8192;

class Utf16Decoder {
  #fatal;
  #encoding;
  #byte = -1;        // the first byte of a unit whose second is to come
  #high = -1;        // the first half of a pair whose second is to come

  constructor(fatal, encoding) {
    this.#fatal = fatal;
    this.#encoding = encoding;
  }

  decode(bytes, isLast) {
    const units = [];
    let text = '';
    for (const byte of bytes) {
      if (this.#byte === -1) {
        this.#byte = byte;
        continue;
      }
      this.#add(this.#encoding === 'utf-16be' ? this.#byte << 8 | byte : byte << 8 | this.#byte, units);
      this.#byte = -1;
      if (units.length >= chunkLength) text += String.fromCharCode.apply(undefined, units.splice(0));
    }
    if (isLast && (this.#byte !== -1 || this.#high !== -1)) {
      this.#byte = -1;
      this.#high = -1;
      this.#broken(units);
    }
    return text + String.fromCharCode.apply(undefined, units);
  }

  #add(unit, units) {
    const isLow = unit >= 0xdc00 && unit <= 0xdfff;
    if (this.#high !== -1) {
      if (isLow) units.push(this.#high);
      else this.#broken(units);
      this.#high = -1;
      if (isLow) {
        units.push(unit);
        return;
      }
    }
    if (unit >= 0xd800 && unit <= 0xdbff) this.#high = unit;
    else if (isLow) this.#broken(units);
    else units.push(unit);
  }

  #broken(units) {
    if (this.#fatal) throw new codes.ERR_ENCODING_INVALID_ENCODED_DATA(this.#encoding, undefined);
    units.push(0xfffd);
  }
}

module.exports = { Utf16Decoder, Utf16BigEndianDecoder: Utf16Decoder };
