//@ node: 24
// TextEncoder and TextDecoder, with broken input, in pieces, and with byte order marks.
const { TextDecoder, TextEncoder } = require('util');
const show = (text) => console.log(JSON.stringify(text));
const hex = (bytes) => Buffer.from(bytes).toString('hex');
console.log(hex(new TextEncoder().encode('a\u00e9\u20ac\u{1f600}\ud800')), new TextEncoder().encoding, hex(new TextEncoder().encode()));
console.log(new TextEncoder().encodeInto('a\u20ac\u{1f600}b', new Uint8Array(6)));
const decode = (bytes, label, options) => {
  try { show(new TextDecoder(label, options).decode(Buffer.from(bytes, 'hex'))); } catch (error) { console.log(error.code, error.name); }
};
for (const bytes of ['', '61c3a9', 'e282ac', 'f09f9880', 'efbbbf61', 'ff61', 'e28261', 'c0af', 'eda080', 'f4908080', '61f09f98']) {
  decode(bytes); decode(bytes, 'utf8', { fatal: true }); decode(bytes, 'utf-8', { ignoreBOM: true });
}
decode('3dd800de6100', 'utf-16le'); decode('fffe6100', 'utf-16'); decode('3dd8', 'utf-16le'); decode('e980', 'latin1'); decode('61', 'nope');
const pieces = new TextDecoder(); const stream = { stream: true };
show([0xe2, 0x82, 0xac, 0xf0, 0x9f].map((byte) => pieces.decode(Uint8Array.of(byte), stream)).join('|') + pieces.decode());
const { encoding, fatal, ignoreBOM } = new TextDecoder(' UTF8 ', { fatal: true }); console.log(encoding, fatal, ignoreBOM);
