// Re-encoding, and the checks and codecs that are functions of the module: transcode, isUtf8, isAscii, atob, btoa.

const { codes } = require('internal/errors');
const { encodingNumber, isAnyArrayBuffer } = require('buffer/common');

const utf8 = 0;
const utf16 = 1;
const latin1 = 2;
const ascii = 3;

exports.transcode = function transcode(source, fromEncoding, toEncoding) {
  if (!native.isUint8Array(source)) {
    throw new codes.ERR_INVALID_ARG_TYPE('source', ['Buffer', 'Uint8Array'], source);
  }
  if (source.length === 0) return native.alloc(0);
  const from = transcodable(fromEncoding);
  const to = transcodable(toEncoding);
  return native.fromString(narrowed(decoded(source, from, to), to), to);
};

// Between utf8 and utf16le, Node's converter refuses what is not well formed; ICU's, which serves all other pairs,
// replaces it.
function decoded(source, from, to) {
  if (from === utf8) {
    if (to === utf16 && !native.isUtf8(source)) throw transcodeError('U_INVALID_CHAR_FOUND', 10);
    return native.text(source, utf8, 0, source.length);
  }
  if (from === utf16) {
    const text = native.text(source, utf16, 0, source.length);
    if (to === utf8 && (text === '' || !text.isWellFormed())) throw transcodeError('U_INVALID_CHAR_FOUND', 10);
    return to === utf16 && source.length % 2 === 1 ? `${text.toWellFormed()}\ufffd` : text.toWellFormed();
  }
  const text = native.text(source, latin1, 0, source.length);
  return from === ascii && to !== utf16 ? text.replace(/[\x80-\xff]/g, '\ufffd') : text;
}

// What the narrow encodings have no byte for becomes a question mark.
function narrowed(text, to) {
  if (to === ascii) return text.replace(/[^\x00-\x7f]/gu, '?');
  return to === latin1 ? text.replace(/[^\x00-\xff]/gu, '?') : text;
}

// The encodings that can be transcoded have the first numbers.
function transcodable(encoding) {
  const number = encoding === undefined ? 0 : encodingNumber(encoding);
  if (number <= ascii) return number;
  throw transcodeError('U_ILLEGAL_ARGUMENT_ERROR', 1);
}

function transcodeError(code, errno) {
  const error = new Error(`Unable to transcode Buffer [${code}]`);
  error.code = code;
  error.errno = errno;
  return error;
}

function bytesOf(input) {
  const isBuffer = isAnyArrayBuffer(input);
  if (!isBuffer && (!ArrayBuffer.isView(input) || input instanceof DataView)) {
    throw new codes.ERR_INVALID_ARG_TYPE('input', ['ArrayBuffer', 'Buffer', 'TypedArray'], input);
  }
  const { detached } = isBuffer ? input : input.buffer;
  if (detached) throw new codes.ERR_INVALID_STATE('Cannot validate on a detached buffer');
  return isBuffer ? new Uint8Array(input) : new Uint8Array(input.buffer, input.byteOffset, input.byteLength);
}

exports.isUtf8 = (input) => native.isUtf8(bytesOf(input));
exports.isAscii = (input) => native.isAscii(bytesOf(input));

function invalidCharacter(message) {
  return new DOMException(message, 'InvalidCharacterError');
}

exports.btoa = function btoa(input, count) {
  if (count === 0) throw new codes.ERR_MISSING_ARGS('input');
  const text = native.btoa(`${input}`);
  if (text === undefined) throw invalidCharacter('Invalid character');
  return text;
};

exports.atob = function atob(input, count) {
  if (count === 0) throw new codes.ERR_MISSING_ARGS('input');
  const text = native.atob(`${input}`);
  if (text === 1) throw invalidCharacter('Invalid character');
  if (text === 2) throw invalidCharacter('The string to be decoded is not correctly encoded.');
  return text;
};
