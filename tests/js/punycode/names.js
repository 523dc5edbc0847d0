// RFC 3492.
process.noDeprecation = true;
const punycode = require('punycode');
for (const name of ['mañana.com', 'b\u00fccher.de', '☃-⌘.com', '例え.テスト', 'plain.org', 'user@b\u00fccher.de']) {
  const ascii = punycode.toASCII(name);
  console.log(ascii, punycode.toUnicode(ascii) === name);
}
console.log(punycode.encode('Hallo Welt ☺'), punycode.decode('mgb5bb'), punycode.ucs2.decode('a😀'));
try { punycode.decode('\x80-'); } catch (error) { console.log(error.name, error.message); }
