// Re-encoding, and the checks and codecs that are functions of the module: transcode, isUtf8, isAscii, atob, btoa.

const { codes } = require('internal/errors');
const { encodingNumber, isAnyArrayBuffer } = require('buffer/common');

const ascii = 3;

exports.transcode = function transcode(source, fromEncoding, toEncoding) {
  if (!native.isUint8Array(source)) {
    throw new codes.ERR_INVALID_ARG_TYPE('source', ['Buffer', 'Uint8Array'], source);
  }
  if (source.length === 0) return native.alloc(0);
  const from = transcodable(fromEncoding);
  const to = transcodable(toEncoding);
  let text = native.text(source, from, 0, source.length);
  // What the narrow encodings have no byte for becomes a question mark.
  if (to === ascii) text = text.replace(/[^\x00-\x7f]/gu, '?');
  else if (to > 1) text = text.replace(/[^\x00-\xff]/gu, '?');
  return native.fromString(text, to);
};

// utf8, utf16le, latin1 and ascii have the first numbers. ICU's error is what Node gives for the others.
function transcodable(encoding) {
  const number = encoding === undefined ? 0 : encodingNumber(encoding);
  if (number <= ascii) return number;
  const error = new Error('Unable to transcode Buffer [U_ILLEGAL_ARGUMENT_ERROR]');
  error.code = 'U_ILLEGAL_ARGUMENT_ERROR';
  error.errno = 1;
  throw error;
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
