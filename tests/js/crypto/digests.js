// Digests and HMACs: as objects, as streams, and what is refused.
const crypto = require('crypto');
const { pipeline } = require('stream/promises');
const { Readable } = require('stream');

const NAMES = ['md5', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512', 'sha512-224', 'sha512-256', 'SHA-256', 'RSA-SHA1', 'SHA2-512'];
for (const name of NAMES) {
  console.log(name, crypto.createHash(name).update('abc').digest('hex'));
  console.log(name, crypto.createHmac(name, 'key').update('abc').digest('base64'));
}
for (const name of ['md5', 'sha1', 'sha256', 'sha384', 'sha512']) console.log(crypto.getHashes().includes(name));

const pieces = crypto.createHash('sha256').update('a').update(Buffer.from('b')).update(new Uint16Array([0x6363]));
pieces.update(new DataView(new ArrayBuffer(2))).update('ff00', 'hex').update('ü', 'latin1').update('x', 'nonsense');
const copy = pieces.copy();
console.log(pieces.digest('base64url'), copy.update('more').digest().length);
console.log(crypto.createHash('md5').digest('latin1').length, crypto.createHash('md5').digest('buffer'));
console.log(crypto.createHmac('sha1', new Uint8Array(200)).update('').digest('hex'));
console.log(crypto.createHmac('sha1', '6b6579', { encoding: 'hex' }).digest('hex') === crypto.createHmac('sha1', 'key').digest('hex'));
console.log(crypto.Hash('md5') instanceof crypto.Hash, crypto.Hmac('md5', 'k') instanceof crypto.Hmac, crypto.createHash('md5').constructor.name);

const attempt = (f) => {
  try {
    console.log(f());
  } catch (error) {
    console.log(error.name, error.code, error.message);
  }
};
attempt(() => crypto.createHash('nope'));
attempt(() => crypto.createHash());
attempt(() => crypto.createHash('sha256', { outputLength: 32 }).digest('hex').length);
attempt(() => crypto.createHash('sha256').update(5));
attempt(() => crypto.createHash('sha256').update('abc', 'hex'));
for (const method of ['digest', 'update', 'copy']) {
  const hash = crypto.createHash('md5');
  hash.digest();
  attempt(() => hash[method]('a'));
}
attempt(() => crypto.createHmac('nope', 'k'));
attempt(() => crypto.createHmac('md5'));
attempt(() => crypto.createHmac('md5', 5));
const hmac = crypto.createHmac('md5', 'k');
hmac.digest();
attempt(() => [hmac.digest('hex'), hmac.digest().length]);
attempt(() => hmac.update('x'));

(async () => {
  const hash = crypto.createHash('sha1');
  await pipeline(Readable.from(['one', 'two', Buffer.from('three')]), hash);
  console.log('stream', hash.read().toString('hex'));
  const text = crypto.createHash('md5');
  text.setEncoding('hex');
  text.on('data', (chunk) => console.log('data', chunk)).on('end', () => console.log('end'));
  text.write('abc');
  text.end();
})();
