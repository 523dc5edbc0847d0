// TextEncoder, TextDecoder and StringDecoder: text in pieces.
const { StringDecoder } = require('string_decoder');

const hex = (text) => Buffer.from(text, 'hex');
const show = (...values) => console.log(values.map((value) => JSON.stringify(value)).join(' '));

function attempt(call) {
  try {
    return call();
  } catch (error) {
    return `${error.name} ${error.code}`;
  }
}

console.log('-- TextEncoder');
const encoder = new TextEncoder();
for (const text of ['', 'abc', 'é€😀', '\ud800', 'a\udfffb']) console.log(Buffer.from(encoder.encode(text)).toString('hex'));
for (const [text, room] of [['abc', 2], ['a€', 3], ['a€', 4], ['😀b', 3], ['😀b', 4], ['\ud800x', 3], ['é', 0]]) {
  const bytes = new Uint8Array(room);
  const { read, written } = encoder.encodeInto(text, bytes);
  show(text, read, written, Buffer.from(bytes).toString('hex'));
}

console.log('-- TextDecoder');
for (const label of ['utf-8', 'UTF8', ' utf-16le ', 'utf-16be', 'latin1']) {
  const decoder = new TextDecoder(label);
  show(decoder.encoding, decoder.decode(hex('efbbbf61e282ac')), decoder.decode(hex('fffe61006200')), decoder.decode(hex('ff80')));
}
const pieces = ['e2', '82', 'ac61', 'f09f', '9880e2', '82'];
const decoder = new TextDecoder();
show(...pieces.map((piece) => decoder.decode(hex(piece), { stream: true })), decoder.decode(), decoder.decode(hex('62')));
const wide = new TextDecoder('utf-16le');
show(...['3d', 'd8', '00de61', '00', '3dd8'].map((piece) => wide.decode(hex(piece), { stream: true })), wide.decode());
show(attempt(() => new TextDecoder('utf-8', { fatal: true }).decode(hex('61ff'))));
show(attempt(() => new TextDecoder('utf-16le', { fatal: true }).decode(hex('00d86100'))));
show(new TextDecoder('utf-8', { ignoreBOM: true }).decode(hex('efbbbf61')));
show(new TextDecoder().decode(new Uint16Array([0x6261]).buffer), new TextDecoder().decode(new DataView(new ArrayBuffer(1))));
show(attempt(() => new TextDecoder('no such thing')), attempt(() => new TextDecoder().decode('text')));

console.log('-- StringDecoder');
for (const encoding of ['utf8', 'utf16le', 'base64', 'base64url', 'hex', 'latin1', 'ascii']) {
  const decoder = new StringDecoder(encoding);
  const got = pieces.map((piece) => [decoder.write(hex(piece)), decoder.lastNeed, decoder.lastTotal].join('|'));
  show(encoding, ...got, decoder.end(hex('e2')), decoder.end());
}
const odd = new StringDecoder();
show(odd.encoding, odd.write('text as it is'), odd.write(new Uint16Array([0x6261])), attempt(() => odd.write(5)));
show(attempt(() => new StringDecoder('utf9')), attempt(() => StringDecoder.prototype.write.call({}, hex('61'))));
