// Text in all encodings, cut into pieces of every size.
const { StringDecoder } = require('string_decoder');
const source = Buffer.concat([Buffer.from('a\u00e9\u20ac\u{1f600}z'), Buffer.from([0xff, 0xe2, 0x82, 0x41, 0xf0, 0x9f, 0x98])]);
for (const encoding of ['utf8', 'utf16le', 'latin1', 'ascii', 'hex', 'base64', 'base64url', 'UCS2', undefined]) {
  for (let size = 1; size <= 5; size++) {
    const decoder = new StringDecoder(encoding);
    const parts = [];
    for (let at = 0; at < source.length; at += size) parts.push(decoder.write(source.subarray(at, at + size)));
    parts.push(decoder.end());
    console.log(decoder.encoding, size, JSON.stringify(parts));
  }
}
const decoder = new StringDecoder('utf8'); decoder.write(Buffer.from([0xf0, 0x9f])); console.log(decoder.lastNeed, decoder.lastTotal);
console.log(JSON.stringify(decoder.end(Buffer.from([0x98, 0x80]))), decoder.write('plain'), JSON.stringify(decoder.end()));
for (const call of [() => new StringDecoder('nope'), () => decoder.write(5), () => decoder.write(null)]) {
  try { call(); } catch (error) { console.log(error.name, error.code, error.message); }
}
