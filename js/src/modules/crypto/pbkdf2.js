// Keys from passwords: PBKDF2.

const { codes: { ERR_CRYPTO_INVALID_DIGEST }, uvException } = require('internal/errors');
const { validateFunction, validateInt32, validateString } = require('internal/validators');
const { deriveKey } = require('crypto/native');
const { argument } = require('crypto/bytes');

const failure = (errno) => uvException({ errno, syscall: 'pbkdf2' });

function checked(password, salt, iterations, keylen, digest) {
  validateString(digest, 'digest');
  const bytes = [argument(password, 'password'), argument(salt, 'salt')];
  validateInt32(iterations, 'iterations', 1);
  validateInt32(keylen, 'keylen', 0);
  return [...bytes, iterations, keylen, digest];
}

exports.pbkdf2 = function pbkdf2(password, salt, iterations, keylen, digest, callback) {
  if (typeof digest === 'function') [callback, digest] = [digest, undefined];
  const values = checked(password, salt, iterations, keylen, digest);
  validateFunction(callback, 'callback');
  const begun = deriveKey(...values, (errno, key) => (errno === 0 ? callback(null, key) : callback(failure(errno))));
  if (begun === false) throw new ERR_CRYPTO_INVALID_DIGEST(digest);
};

exports.pbkdf2Sync = function pbkdf2Sync(password, salt, iterations, keylen, digest) {
  const key = deriveKey(...checked(password, salt, iterations, keylen, digest), undefined);
  if (key === false) throw new ERR_CRYPTO_INVALID_DIGEST(digest);
  if (typeof key === 'number') throw failure(key);
  return key;
};
