// CryptoKey: a secret of the Web's kind, which shows what it is for and not what it is.

const { codes: { ERR_ILLEGAL_CONSTRUCTOR } } = require('internal/errors');

const kInspect = Symbol.for('nodejs.util.inspect.custom');
let making = false;
let has;
let read;

class CryptoKey {
  #bytes;
  #algorithm;
  #extractable;
  #usages;

  static {
    has = (value) => typeof value === 'object' && value !== null && #bytes in value;
    read = (key) => key.#bytes;
  }

  constructor(bytes, algorithm, extractable, usages) {
    if (!making) throw new ERR_ILLEGAL_CONSTRUCTOR();
    this.#bytes = bytes;
    this.#algorithm = algorithm;
    this.#extractable = extractable;
    this.#usages = usages;
  }

  get type() { return 'secret'; }
  get extractable() { return this.#extractable; }
  get algorithm() { return this.#algorithm; }
  get usages() { return this.#usages; }

  [kInspect](depth, options, inspect) {
    if (depth < 0) return this;
    const { type, extractable, algorithm, usages } = this;
    const inner = { ...options, depth: options.depth === null ? null : options.depth - 1 };
    return `CryptoKey ${inspect({ type, extractable, algorithm, usages }, inner)}`;
  }
}
Object.defineProperty(CryptoKey.prototype, Symbol.toStringTag, { value: 'CryptoKey', configurable: true });

exports.CryptoKey = CryptoKey;
exports.isCryptoKey = has;
exports.bytesOf = read;

// Keeps a copy of the bytes.
exports.makeKey = function makeKey(bytes, algorithm, extractable, usages) {
  making = true;
  try {
    return new CryptoKey(Uint8Array.from(bytes), algorithm, extractable, usages);
  } finally {
    making = false;
  }
};
