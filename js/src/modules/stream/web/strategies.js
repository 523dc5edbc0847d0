// How full a stream is: by bytes, or by the number of its chunks.

const { codes: { ERR_INVALID_THIS, ERR_MISSING_OPTION } } = require('internal/errors');
const { validateObject } = require('internal/validators');
const { inspect } = require('internal/inspect');

const kInspect = Symbol.for('nodejs.util.inspect.custom');

// The functions are the same for all strategies of a kind.
const byteLength = Object.defineProperty((chunk) => chunk.byteLength, 'name', { value: 'size' });
const count = Object.defineProperty(() => 1, 'name', { value: 'size' });

function markOf(init) {
  validateObject(init, 'init');
  if (init.highWaterMark === undefined) throw new ERR_MISSING_OPTION('init.highWaterMark');
  return +init.highWaterMark;
}

class ByteLengthQueuingStrategy {
  #mark;

  constructor(init) {
    this.#mark = markOf(init);
  }

  get highWaterMark() {
    if (!(#mark in Object(this))) throw new ERR_INVALID_THIS('ByteLengthQueuingStrategy');
    return this.#mark;
  }

  get size() {
    if (!(#mark in Object(this))) throw new ERR_INVALID_THIS('ByteLengthQueuingStrategy');
    return byteLength;
  }
}

class CountQueuingStrategy {
  #mark;

  constructor(init) {
    this.#mark = markOf(init);
  }

  get highWaterMark() {
    if (!(#mark in Object(this))) throw new ERR_INVALID_THIS('CountQueuingStrategy');
    return this.#mark;
  }

  get size() {
    if (!(#mark in Object(this))) throw new ERR_INVALID_THIS('CountQueuingStrategy');
    return count;
  }
}

for (const Class of [ByteLengthQueuingStrategy, CountQueuingStrategy]) {
  const { prototype, name } = Class;
  for (const key of ['highWaterMark', 'size']) Object.defineProperty(prototype, key, { enumerable: true });
  Object.defineProperty(prototype, Symbol.toStringTag, { value: name, configurable: true });
  Object.defineProperty(prototype, kInspect, {
    value(depth, options) {
      if (depth < 0) return this;
      const inner = { ...options, depth: options.depth == null ? null : options.depth - 1 };
      return `${name} ${inspect({ highWaterMark: this.highWaterMark }, inner)}`;
    },
    writable: true,
    configurable: true,
  });
}

module.exports = { ByteLengthQueuingStrategy, CountQueuingStrategy };
