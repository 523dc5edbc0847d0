// `crypto.subtle`, as far as digests go: SHA, HMAC and PBKDF2. Other algorithms are refused as the standard wants it.

const { codes: { ERR_ILLEGAL_CONSTRUCTOR, ERR_INVALID_ARG_TYPE, ERR_INVALID_THIS } } = require('internal/errors');
const { lazyDOMException } = require('internal/util');
const { begin, update, finish, equal } = require('crypto/native');
const { makeKey, isCryptoKey, bytesOf } = require('crypto/key');
const { pbkdf2 } = require('crypto/pbkdf2');
const { randomBytes } = require('crypto/random');
const { run } = require('crypto/bytes');

const HASHES = new Map([['SHA-1', 512], ['SHA-256', 512], ['SHA-384', 1024], ['SHA-512', 1024]]);
const USAGES = { HMAC: ['sign', 'verify'], PBKDF2: ['deriveKey', 'deriveBits'] };

const unknown = () => lazyDOMException('Unrecognized algorithm name', 'NotSupportedError');

// A name of an algorithm in the standard's writing, from what may be an object or text.
function nameOf(algorithm, known) {
  const name = `${typeof algorithm === 'object' && algorithm !== null ? algorithm.name : algorithm}`.toUpperCase();
  if (!known.includes(name)) throw unknown();
  return name;
}

const hashOf = (algorithm) => nameOf(algorithm, [...HASHES.keys()]);

// The Web's interfaces have texts of their own for what is missing.
function missing(code, message) {
  return Object.assign(new TypeError(message), { code });
}

function required(algorithm, member, kind) {
  if (algorithm?.[member] !== undefined) return algorithm[member];
  throw missing('ERR_MISSING_OPTION', 'Failed to normalize algorithm: passed algorithm can not be converted to ' +
    `'${kind}' because '${member}' is required in '${kind}'.`);
}

function bytes(value, what) {
  const found = run(value);
  if (found === undefined) throw new ERR_INVALID_ARG_TYPE(what, ['ArrayBuffer', 'Buffer', 'TypedArray', 'DataView'], value);
  return found;
}

// An ArrayBuffer of its own.
const own = (buffer) => Uint8Array.from(buffer).buffer;

function digest(name, data, key) {
  const begun = begin(name, key);
  update(begun, data);
  return finish(begun);
}

function checkUsages(usages, name) {
  usages = Array.from(usages);
  if (!usages.every((usage) => USAGES[name].includes(usage))) {
    throw lazyDOMException(`Unsupported key usage for ${name === 'HMAC' ? 'an HMAC' : 'a PBKDF2'} key`, 'SyntaxError');
  }
  return usages;
}

function hmacKey(data, algorithm, extractable, usages) {
  if (data.length === 0) throw lazyDOMException('Zero-length key is not supported', 'DataError');
  const hash = { name: hashOf(required(algorithm, 'hash', 'HmacImportParams')) };
  const length = data.length * 8;
  if (algorithm.length !== undefined && algorithm.length !== length) {
    throw lazyDOMException('Invalid key length', 'DataError');
  }
  usages = checkUsages(usages, 'HMAC');
  if (usages.length === 0) throw lazyDOMException('Usages cannot be empty when importing a secret key.', 'SyntaxError');
  return makeKey(data, { name: 'HMAC', hash, length }, Boolean(extractable), usages);
}

// The secret of a key that may be used so.
function secretOf(key, name, usage, what = usage) {
  if (!isCryptoKey(key)) throw new ERR_INVALID_ARG_TYPE('key', 'CryptoKey', key);
  if (key.algorithm.name !== name) throw lazyDOMException('Key algorithm mismatch', 'InvalidAccessError');
  if (!key.usages.includes(usage)) throw lazyDOMException(`Unable to use this key to ${what}`, 'InvalidAccessError');
  return bytesOf(key);
}

function derive(algorithm, key, length, usage) {
  nameOf(algorithm, ['PBKDF2']);
  const salt = bytes(required(algorithm, 'salt', 'Pbkdf2Params'), 'algorithm.salt');
  const iterations = required(algorithm, 'iterations', 'Pbkdf2Params');
  const hash = hashOf(required(algorithm, 'hash', 'Pbkdf2Params'));
  const secret = secretOf(key, 'PBKDF2', usage, usage === 'deriveBits' ? 'derive bits' : 'derive a key');
  if (iterations === 0) throw lazyDOMException('iterations cannot be zero', 'OperationError');
  if (length === null || length === undefined) throw lazyDOMException('length cannot be null', 'OperationError');
  if (length % 8 !== 0) throw lazyDOMException('length must be a multiple of 8', 'OperationError');
  return new Promise((resolve, reject) => {
    pbkdf2(secret, salt, iterations, length / 8, hash, (error, derived) => (error ? reject(error) : resolve(derived)));
  });
}

// The length of a key for HMAC, in bits: a block of its hash, unless said otherwise.
const hmacLength = (algorithm) => algorithm.length ?? HASHES.get(hashOf(required(algorithm, 'hash', 'HmacKeyGenParams')));

let making = true;

class SubtleCrypto {
  #own = true;

  constructor() {
    if (!making) throw new ERR_ILLEGAL_CONSTRUCTOR();
  }

  static check(value, method, given, wanted) {
    if (value === null || typeof value !== 'object' || !(#own in value)) throw new ERR_INVALID_THIS('SubtleCrypto');
    if (given >= wanted) return;
    throw missing('ERR_MISSING_ARGS', `Failed to execute '${method}' on 'SubtleCrypto': ` +
      `${wanted} arguments required, but only ${given} present.`);
  }

  async digest(algorithm, data) {
    check(this, 'digest', arguments.length, 2);
    return own(digest(hashOf(algorithm), bytes(data, 'data')));
  }

  async importKey(format, keyData, algorithm, extractable, keyUsages) {
    check(this, 'importKey', arguments.length, 5);
    const name = nameOf(algorithm, Object.keys(USAGES));
    if (format !== 'raw') throw lazyDOMException(`Unable to import ${name} key with format ${format}`, 'NotSupportedError');
    const data = bytes(keyData, 'keyData');
    if (name === 'HMAC') return hmacKey(data, algorithm, extractable, keyUsages);
    const usages = checkUsages(keyUsages, name);
    if (extractable) throw lazyDOMException('PBKDF2 keys are not extractable', 'SyntaxError');
    return makeKey(data, { name }, false, usages);
  }

  async exportKey(format, key) {
    check(this, 'exportKey', arguments.length, 2);
    if (!isCryptoKey(key)) throw new ERR_INVALID_ARG_TYPE('key', 'CryptoKey', key);
    if (!key.extractable) throw lazyDOMException('key is not extractable', 'InvalidAccessException');
    if (format !== 'raw') throw lazyDOMException(`Unable to export key with format ${format}`, 'NotSupportedError');
    return own(bytesOf(key));
  }

  async generateKey(algorithm, extractable, keyUsages) {
    check(this, 'generateKey', arguments.length, 3);
    nameOf(algorithm, ['HMAC']);
    const length = hmacLength(algorithm);
    if (length % 8 !== 0) throw lazyDOMException('Unsupported key length', 'NotSupportedError');
    return hmacKey(randomBytes(length / 8), { hash: algorithm.hash }, extractable, keyUsages);
  }

  async sign(algorithm, key, data) {
    check(this, 'sign', arguments.length, 3);
    nameOf(algorithm, ['HMAC']);
    const secret = secretOf(key, 'HMAC', 'sign');
    return own(digest(hashOf(key.algorithm.hash), bytes(data, 'data'), secret));
  }

  async verify(algorithm, key, signature, data) {
    check(this, 'verify', arguments.length, 4);
    nameOf(algorithm, ['HMAC']);
    const secret = secretOf(key, 'HMAC', 'verify');
    const wanted = bytes(signature, 'signature');
    return equal(digest(hashOf(key.algorithm.hash), bytes(data, 'data'), secret), wanted);
  }

  async deriveBits(algorithm, baseKey, length) {
    check(this, 'deriveBits', arguments.length, 2);
    return own(await derive(algorithm, baseKey, length, 'deriveBits'));
  }

  async deriveKey(algorithm, baseKey, derivedKeyType, extractable, keyUsages) {
    check(this, 'deriveKey', arguments.length, 5);
    nameOf(derivedKeyType, ['HMAC']);
    const derived = await derive(algorithm, baseKey, hmacLength(derivedKeyType), 'deriveKey');
    return hmacKey(derived, { hash: derivedKeyType.hash }, extractable, keyUsages);
  }

  // What no algorithm that is here can do.
  async encrypt() { check(this, 'encrypt', arguments.length, 3); throw unknown(); }
  async decrypt() { check(this, 'decrypt', arguments.length, 3); throw unknown(); }
  async wrapKey() { check(this, 'wrapKey', arguments.length, 4); throw unknown(); }
  async unwrapKey() { check(this, 'unwrapKey', arguments.length, 7); throw unknown(); }
}

const { check } = SubtleCrypto;
delete SubtleCrypto.check;
Object.defineProperty(SubtleCrypto.prototype, Symbol.toStringTag, { value: 'SubtleCrypto', configurable: true });

exports.SubtleCrypto = SubtleCrypto;
exports.subtle = new SubtleCrypto();
making = false;
