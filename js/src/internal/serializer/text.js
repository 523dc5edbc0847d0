// Text and small numbers in the serializer's format.

// Texts of one byte a character, or of two, which then lie at even places.
function writeString(writer, text) {
  const plain = !/[^\0-\xff]/.test(text);
  const bytes = Buffer.from(text, plain ? 'latin1' : 'utf16le');
  if (!plain && (writer.length + 1 + sizeOfVarint(bytes.length)) % 2 !== 0) writer.byte(0);
  writer.tag(plain ? '"' : 'c');
  writer.varint(bytes.length);
  writer.raw(bytes);
}

function sizeOfVarint(value) {
  let size = 1;
  for (; value > 127; value = Math.floor(value / 128)) size++;
  return size;
}

const ENCODINGS = { '__proto__': null, '"': 'latin1', 'c': 'utf16le', 'S': 'utf8' };

// The text behind a tag; undefined if it is not the tag of one.
function readString(reader, tag) {
  const encoding = ENCODINGS[tag];
  return encoding === undefined ? undefined : reader.raw(reader.varint()).toString(encoding);
}

// Small negative numbers become small, too.
const zigzag = (value) => ((value << 1) ^ (value >> 31)) >>> 0;
const unzigzag = (value) => (value >>> 1) ^ -(value & 1);

module.exports = { writeString, readString, zigzag, unzigzag };
