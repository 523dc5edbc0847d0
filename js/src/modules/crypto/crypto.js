// crypto: digests, random bytes and keys from passwords. Ciphers, signatures, key pairs and certificates are not there yet.

const { codes: { ERR_CRYPTO_TIMING_SAFE_EQUAL_LENGTH, ERR_INVALID_ARG_TYPE } } = require('internal/errors');
const { equal } = require('crypto/native');
const { run } = require('crypto/bytes');
const lazy = require('internal/lazy');
const absent = require('internal/absent');

Object.assign(exports, require('crypto/hash'), require('crypto/random'), require('crypto/pbkdf2'));

exports.timingSafeEqual = function timingSafeEqual(buf1, buf2) {
  const [a, b] = [needed(buf1, 'buf1'), needed(buf2, 'buf2')];
  if (a.length !== b.length) throw new ERR_CRYPTO_TIMING_SAFE_EQUAL_LENGTH();
  return equal(a, b);
};

function needed(value, name) {
  const bytes = run(value);
  if (bytes !== undefined) return bytes;
  throw new ERR_INVALID_ARG_TYPE(name, ['ArrayBuffer', 'Buffer', 'TypedArray', 'DataView'], value);
}

exports.getRandomValues = function getRandomValues(array) {
  return exports.webcrypto.getRandomValues(array);
};
lazy(exports, 'webcrypto', () => require('crypto/web').crypto, true);
lazy(exports, 'subtle', () => exports.webcrypto.subtle, true);

absent(exports, 'crypto', [
  'checkPrime', 'checkPrimeSync', 'createCipheriv', 'createDecipheriv', 'createDiffieHellman', 'createDiffieHellmanGroup',
  'createECDH', 'createPrivateKey', 'createPublicKey', 'createSecretKey', 'createSign', 'createVerify', 'diffieHellman',
  'generateKey', 'generateKeySync', 'generateKeyPair', 'generateKeyPairSync', 'generatePrime', 'generatePrimeSync',
  'getDiffieHellman', 'hkdf', 'hkdfSync', 'privateDecrypt', 'privateEncrypt', 'publicDecrypt', 'publicEncrypt', 'scrypt',
  'scryptSync', 'secureHeapUsed', 'setEngine', 'setFips', 'sign', 'verify',
  'Certificate', 'Cipheriv', 'Decipheriv', 'DiffieHellman', 'DiffieHellmanGroup', 'ECDH', 'KeyObject', 'Sign', 'Verify',
  'X509Certificate',
]);

// Of these there is none.
exports.getCiphers = function getCiphers() { return []; };
exports.getCipherInfo = function getCipherInfo() { return undefined; };
exports.getCurves = function getCurves() { return []; };
exports.getFips = function getFips() { return 0; };
exports.constants = Object.freeze({ __proto__: null });
