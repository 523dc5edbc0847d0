// `crypto` of the Web: random values, and of `subtle` what digests can do.

const { codes: { ERR_ILLEGAL_CONSTRUCTOR, ERR_INVALID_THIS } } = require('internal/errors');
const { lazyDOMException } = require('internal/util');
const { isTypedArray, isFloat32Array, isFloat64Array, isFloat16Array } = require('internal/types');
const { SubtleCrypto, subtle } = require('crypto/subtle');
const { CryptoKey } = require('crypto/key');
const random = require('crypto/random');

const MOST = 65536;
let making = true;

class Crypto {
  #own = true;

  constructor() {
    if (!making) throw new ERR_ILLEGAL_CONSTRUCTOR();
  }

  static #check(value) {
    if (value === null || typeof value !== 'object' || !(#own in value)) throw new ERR_INVALID_THIS('Crypto');
  }

  get subtle() {
    Crypto.#check(this);
    return subtle;
  }

  getRandomValues(array) {
    Crypto.#check(this);
    if (!isTypedArray(array) || isFloat32Array(array) || isFloat64Array(array) || isFloat16Array(array)) {
      throw lazyDOMException('The data argument must be an integer-type TypedArray', 'TypeMismatchError');
    }
    if (array.byteLength > MOST) {
      throw lazyDOMException('The requested length exceeds 65,536 bytes', 'QuotaExceededError');
    }
    return random.randomFillSync(array);
  }

  randomUUID(options) {
    Crypto.#check(this);
    return random.randomUUID(options);
  }
}
for (const name of ['subtle', 'getRandomValues', 'randomUUID']) {
  Object.defineProperty(Crypto.prototype, name, { enumerable: true });
}
Object.defineProperty(Crypto.prototype, Symbol.toStringTag, { value: 'Crypto', configurable: true });

exports.crypto = new Crypto();
making = false;
exports.Crypto = Crypto;
exports.CryptoKey = CryptoKey;
exports.SubtleCrypto = SubtleCrypto;
