// The encodings of the web that are neither Unicode nor Latin-1.

const { codes: { ERR_ENCODING_INVALID_ENCODED_DATA } } = require('internal/errors');

// The name for a label in lower case, or undefined.
exports.nameOf = (label) => native.nameOf(label);

exports.OtherDecoder = class OtherDecoder {
  #fatal;
  #encoding;
  #decoder;

  constructor(fatal, encoding) {
    this.#fatal = fatal;
    this.#encoding = encoding;
  }

  decode(bytes, isLast) {
    this.#decoder ??= native.decoder(this.#encoding);
    const text = native.decode(this.#decoder, bytes, isLast, this.#fatal);
    if (isLast || text === undefined) this.#decoder = undefined;
    if (text === undefined) throw new ERR_ENCODING_INVALID_ENCODED_DATA(this.#encoding, undefined);
    return text;
  }
};
