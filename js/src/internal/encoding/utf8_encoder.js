// Text to UTF-8. Halves of surrogate pairs that stand alone become U+FFFD.

const codec = require('buffer/native');

const utf8 = 0;

exports.encodeUtf8 = function encodeUtf8(text) {
  return codec.encode(text);
};

// As much of the text as fits, in whole characters: { read (UTF-16 units), written (bytes) }.
exports.encodeUtf8Into = function encodeUtf8Into(text, bytes) {
  const written = codec.write(bytes, text, utf8, 0, bytes.length);
  // No character takes more than four bytes: where there is room for one more, there was none more.
  const read = bytes.length - written >= 4 ? text.length : codec.unitCount(bytes, written);
  return { read, written };
};
