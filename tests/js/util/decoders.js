// The encodings of the web, and MIME types.
const { MIMEType } = require('util');
for (const [label, bytes] of [['shift_jis', [0x83, 0x65]], ['gbk', [0xc4, 0xe3]], ['euc-kr', [0xb0, 0xa1]],
  ['windows-1251', [0xcf]], ['koi8-r', [0xf0]], ['iso-8859-2', [0xb1]], ['big5', [0xa4, 0x40]]]) {
  const decoder = new TextDecoder(label, { fatal: true });
  const parts = bytes.map((byte, i) => decoder.decode(new Uint8Array([byte]), { stream: i < bytes.length - 1 }));
  console.log(decoder.encoding, parts.join(''));
}
try {
  new TextDecoder('euc-kr', { fatal: true }).decode(new Uint8Array([0xff, 0x61]));
} catch (error) {
  console.log(error.code);
}
const type = new MIMEType('Text/HTML; charset="utf-8";Q=1;bad');
console.log(String(type), type.essence, type.params.get('q'), [...type.params]);
type.params.set('x', 'a b');
console.log(`${type}`);
try {
  new MIMEType('text');
} catch (error) {
  console.log(error.code, error.message);
}
