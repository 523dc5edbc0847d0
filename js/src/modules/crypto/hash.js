// Hash and Hmac: digests, as objects that are asked and as streams.

const { Transform } = require('stream');
const { codes: { ERR_CRYPTO_HASH_FINALIZED, ERR_CRYPTO_INVALID_DIGEST, ERR_INVALID_ARG_VALUE } } =
  require('internal/errors');
const { validateEncoding, validateString, validateUint32 } = require('internal/validators');
const { begin, update, finish, fork, isDigest } = require('crypto/native');
const { argument, data, shown } = require('crypto/bytes');
const { isCryptoKey, bytesOf } = require('crypto/key');

const kDigest = Symbol('kDigest');
const kFinished = Symbol('kFinished');
const STREAM_STATE = ['_readableState', '_writableState', '_events', '_eventsCount'];
const KEYS = ['string', 'ArrayBuffer', 'Buffer', 'TypedArray', 'DataView', 'KeyObject', 'CryptoKey'];

const finalized = () => new ERR_CRYPTO_HASH_FINALIZED();

// Most digests are never used as streams, so they become streams when that is looked for.
class LazyTransform {
  constructor(options) {
    this._options = options;
  }
}
Object.setPrototypeOf(LazyTransform.prototype, Transform.prototype);
for (const name of STREAM_STATE) {
  Object.defineProperty(LazyTransform.prototype, name, {
    get() {
      becomeStream(this);
      return this[name];
    },
    set(value) {
      Object.defineProperty(this, name, { value, writable: true, enumerable: true, configurable: true });
    },
    enumerable: true,
    configurable: true,
  });
}

function becomeStream(digest) {
  for (const name of STREAM_STATE) digest[name] = undefined;
  Transform.call(digest, { ...digest._options, decodeStrings: false });
}

class Digest extends LazyTransform {
  constructor(digest, options) {
    super(options);
    this[kDigest] = digest;
    this[kFinished] = false;
  }

  update(value, encoding) {
    if (this[kFinished]) throw finalized();
    const bytes = data(value, 'data', encoding);
    if (typeof value === 'string') validateEncoding(value, encoding);
    update(this[kDigest], bytes);
    return this;
  }

  _transform(chunk, encoding, callback) {
    update(this[kDigest], data(chunk, 'data', encoding));
    callback();
  }

  _flush(callback) {
    this.push(finish(this[kDigest]));
    callback();
  }
}

class HashOf extends Digest {
  constructor(from, options) {
    // From a name, or from the digest of another one: `copy`.
    const digest = isDigest(from) ? fork(from) : begin(from);
    if (digest === undefined) throw new Error('Digest method not supported');
    checkLength(digest, options);
    super(digest, options);
  }

  digest(encoding) {
    if (this[kFinished]) throw finalized();
    this[kFinished] = true;
    return shown(finish(this[kDigest]), encoding && `${encoding}`);
  }

  copy(options) {
    if (this[kFinished]) throw finalized();
    return Hash(this[kDigest], options);
  }
}

// There is none here whose length may be chosen.
function checkLength(digest, options) {
  const length = typeof options === 'object' && options !== null ? options.outputLength : undefined;
  if (length === undefined) return;
  validateUint32(length, 'options.outputLength');
  if (length !== finish(fork(digest)).length) {
    throw new ERR_INVALID_ARG_VALUE('options.outputLength', length, 'is not the length of this digest');
  }
}

class HmacOf extends Digest {
  constructor(name, key, options) {
    validateString(name, 'hmac');
    const bytes = isCryptoKey(key) ? bytesOf(key) : argument(key, 'key', options?.encoding, KEYS);
    const digest = begin(name, bytes);
    if (digest === undefined) throw new ERR_CRYPTO_INVALID_DIGEST(name);
    super(digest, options);
  }

  // A second time there is nothing left, and no error either.
  digest(encoding) {
    const finished = this[kFinished];
    this[kFinished] = true;
    const sum = finish(this[kDigest]);
    return shown(finished ? sum.subarray(0, 0) : sum, encoding && `${encoding}`);
  }
}

// Both may be called without `new`.
function Hash(name, options) {
  if (!isDigest(name)) validateString(name, 'algorithm');
  return Reflect.construct(HashOf, [name, options], new.target ?? Hash);
}
Hash.prototype = HashOf.prototype;
Hash.prototype.constructor = Hash;

function Hmac(name, key, options) {
  return Reflect.construct(HmacOf, [name, key, options], new.target ?? Hmac);
}
Hmac.prototype = HmacOf.prototype;
Hmac.prototype.constructor = Hmac;

exports.Hash = Hash;
exports.Hmac = Hmac;

exports.createHash = function createHash(algorithm, options) {
  return new Hash(algorithm, options);
};

exports.createHmac = function createHmac(hmac, key, options) {
  return new Hmac(hmac, key, options);
};

exports.hash = function hash(algorithm, input, options = 'hex') {
  validateString(algorithm, 'algorithm');
  const bytes = data(input, 'input');
  const encoding = typeof options === 'string' ? options : options?.outputEncoding ?? 'hex';
  const digest = begin(algorithm);
  if (digest === undefined) throw new Error(`Digest method ${algorithm} is not supported`);
  update(digest, bytes);
  return shown(finish(digest), encoding);
};

exports.getHashes = function getHashes() {
  return [
    'RSA-MD5', 'RSA-SHA1', 'RSA-SHA224', 'RSA-SHA256', 'RSA-SHA384', 'RSA-SHA512', 'RSA-SHA512/224', 'RSA-SHA512/256',
    'md5', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512', 'sha512-224', 'sha512-256',
  ];
};
