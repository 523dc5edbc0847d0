// Random bytes, numbers and identifiers: their shapes, and what is refused.
const crypto = require('crypto');

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const ids = Array.from({ length: 300 }, () => crypto.randomUUID());
console.log(ids.every((id) => UUID.test(id)), new Set(ids).size, UUID.test(crypto.randomUUID({ disableEntropyCache: true })));
console.log(crypto.randomBytes(16).equals(crypto.randomBytes(16)), crypto.randomBytes(0).length, Buffer.isBuffer(crypto.randomBytes(3)));

const zeros = Buffer.alloc(64);
console.log(crypto.randomFillSync(zeros, 32) === zeros, zeros.subarray(0, 32).every((b) => b === 0), zeros.subarray(32).some((b) => b !== 0));
const words = new Uint32Array(16);
crypto.randomFillSync(words, 4, 8);
console.log(words.subarray(0, 4).join(), words.subarray(12).join(), words.subarray(4, 12).some((n) => n !== 0));
console.log(crypto.randomFillSync(new ArrayBuffer(2)).byteLength, crypto.randomFillSync(new DataView(new ArrayBuffer(3))).byteLength);

const dice = Array.from({ length: 1000 }, () => crypto.randomInt(1, 7));
console.log([...new Set(dice)].sort().join(), crypto.randomInt(1), crypto.randomInt(-1, 0), crypto.randomInt(2 ** 47, 2 ** 47 + 1));
console.log(crypto.getRandomValues(new Int8Array(4)).length, crypto.webcrypto === globalThis.crypto, String(globalThis.crypto));
console.log(UUID.test(globalThis.crypto.randomUUID()), Object.keys(globalThis).includes('crypto'));

const attempt = (f) => {
  try {
    console.log(f());
  } catch (error) {
    console.log(error.name, error.code, error.message);
  }
};
attempt(() => crypto.randomBytes(-1));
attempt(() => crypto.randomBytes('1'));
attempt(() => crypto.randomBytes(2 ** 32));
attempt(() => crypto.randomBytes(4, 5));
attempt(() => crypto.randomFillSync('x'));
attempt(() => crypto.randomFillSync(Buffer.alloc(4), 5));
attempt(() => crypto.randomFillSync(Buffer.alloc(4), 1, 4));
attempt(() => crypto.randomFill(Buffer.alloc(4)));
attempt(() => crypto.randomInt(5, 5));
attempt(() => crypto.randomInt(1.5));
attempt(() => crypto.randomInt(0, 2 ** 48));
attempt(() => crypto.randomUUID(5));
attempt(() => crypto.randomUUID({ disableEntropyCache: 1 }));
attempt(() => crypto.getRandomValues(new Float32Array(1)));
attempt(() => crypto.getRandomValues(new Uint8Array(65537)));
attempt(() => globalThis.crypto.getRandomValues.call({}, new Uint8Array(1)));

crypto.randomBytes(8, (error, bytes) => {
  console.log('later', error, bytes.length);
  crypto.randomFill(new Uint8Array(4), 2, (error, view) => {
    console.log('later', error, view.length, view[0], view[1]);
    crypto.randomInt(3, (error, number) => console.log('later', error, number < 3));
  });
});
