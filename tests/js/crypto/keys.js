// Keys from passwords, comparison in constant time.
const crypto = require('crypto');

console.log(crypto.pbkdf2Sync('password', 'salt', 1, 20, 'sha1').toString('hex'));
console.log(crypto.pbkdf2Sync(Buffer.from('pass\0word'), new Uint8Array([1, 2]), 100, 33, 'sha512').toString('hex'));
console.log(crypto.pbkdf2Sync('p', 's', 1, 0, 'md5'));

const attempt = (f) => {
  try {
    console.log(f());
  } catch (error) {
    console.log(error.name, error.code, error.message);
  }
};
attempt(() => crypto.pbkdf2Sync('p', 's', 1, 8, 'nope'));
attempt(() => crypto.pbkdf2Sync('p', 's', 0, 8, 'md5'));
attempt(() => crypto.pbkdf2Sync('p', 's', 1, -1, 'md5'));
attempt(() => crypto.pbkdf2Sync(1, 's', 1, 1, 'md5'));
attempt(() => crypto.pbkdf2Sync('p', 1, 1, 1, 'md5'));
attempt(() => crypto.pbkdf2Sync('p', 's', 1, 1));
attempt(() => crypto.pbkdf2('p', 's', 1, 1, 'md5'));
attempt(() => crypto.pbkdf2('p', 's', 1, 1, 'nope', () => {}));
attempt(() => crypto.timingSafeEqual(Buffer.from('same'), new Uint8Array(Buffer.from('same'))));
attempt(() => crypto.timingSafeEqual(Buffer.from('same'), Buffer.from('lame')));
attempt(() => crypto.timingSafeEqual(Buffer.alloc(0), new ArrayBuffer(0)));
attempt(() => crypto.timingSafeEqual(Buffer.alloc(1), Buffer.alloc(2)));

let called = false;
crypto.pbkdf2('password', 'salt', 4096, 16, 'sha256', (error, key) => {
  called = true;
  console.log('later', error, key.toString('hex'));
});
console.log('called at once:', called);
