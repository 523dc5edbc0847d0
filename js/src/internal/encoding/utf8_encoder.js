// Text to UTF-8. Halves of surrogate pairs that stand alone become U+FFFD.

exports.encodeUtf8 = function encodeUtf8(text) {
  // No character takes more than three bytes per UTF-16 unit.
  const bytes = new Uint8Array(text.length * 3);
  const { written } = exports.encodeUtf8Into(text, bytes);
  return bytes.slice(0, written);
};

// As much of the text as fits, in whole characters: { read (UTF-16 units), written (bytes) }.
exports.encodeUtf8Into = function encodeUtf8Into(text, bytes) {
  let read = 0;
  let written = 0;
  while (read < text.length) {
    let code = text.codePointAt(read);
    const units = code > 0xffff ? 2 : 1;
    if (code >= 0xd800 && code <= 0xdfff) code = 0xfffd;
    const length = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    if (written + length > bytes.length) break;
    put(bytes, written, code, length);
    read += units;
    written += length;
  }
  return { read, written };
};

const leads = [0, 0, 0xc0, 0xe0, 0xf0];

function put(bytes, at, code, length) {
  for (let i = length - 1; i > 0; i--) {
    bytes[at + i] = 0x80 | (code & 0x3f);
    code >>= 6;
  }
  bytes[at] = leads[length] | code;
}
