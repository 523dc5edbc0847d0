// iconv-lite: text in the encodings of the world.
const iconv = require('iconv-lite');

for (const [encoding, text] of [
  ['win1251', 'Привет, мир'],
  ['koi8-r', 'Привет, мир'],
  ['latin1', 'Übergröße'],
  ['iso-8859-15', '5 €'],
  ['Shift_JIS', 'こんにちは'],
  ['EUC-JP', '日本語'],
  ['GBK', '中文字符'],
  ['gb18030', '𠀀 and 中'],
  ['Big5', '繁體'],
  ['EUC-KR', '한국어'],
  ['utf16', 'mark'],
  ['utf-16be', 'big 🎉'],
  ['utf32-le', '🎉'],
  ['utf-7', 'a+b=ü'],
  ['utf-7-imap', 'Entwürfe & mehr'],
  ['cp437', '░▒▓ é'],
  ['macroman', 'naïve'],
]) {
  const bytes = iconv.encode(text, encoding);
  console.log(encoding, bytes.toString('hex'), iconv.decode(bytes, encoding) === text);
}
console.log(iconv.encodingExists('cp1252'), iconv.encodingExists('nonsense'));
console.log(iconv.encode('what is not there: 中', 'latin1').toString('latin1'));
console.log(JSON.stringify(iconv.decode(Buffer.from([0x61, 0x81, 0xff]), 'shiftjis')));
console.log(JSON.stringify(iconv.decode(Buffer.from('\ufefftext'), 'utf8')));
console.log(JSON.stringify(iconv.decode(Buffer.from('\ufefftext'), 'utf8', { stripBOM: false })));
try {
  iconv.encode('x', 'nonsense');
} catch (error) {
  console.log(error.message);
}

// A stream cuts characters in two; the decoder puts them together again.
const decoder = iconv.decodeStream('Shift_JIS');
let text = '';
decoder.on('data', (piece) => { text += piece; }).on('end', () => {
  console.log('stream', text);
  const encoder = iconv.encodeStream('utf-16le');
  const chunks = [];
  encoder.on('data', (chunk) => chunks.push(chunk));
  encoder.on('end', () => console.log(Buffer.concat(chunks).toString('hex')));
  encoder.write('ab');
  encoder.end('ü');
});
for (const byte of iconv.encode('一文字ずつ', 'Shift_JIS')) decoder.write(Buffer.from([byte]));
decoder.end();
