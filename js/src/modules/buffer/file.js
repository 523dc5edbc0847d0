// File: a Blob with a name and a time.

const { codes } = require('internal/errors');
const { kClone } = require('internal/clone');
const { customInspectSymbol } = require('internal/util');
const { Blob, inspectAs } = require('buffer/blob');

class File extends Blob {
  #name;
  #lastModified;

  constructor(fileBits, fileName, options = undefined) {
    if (arguments.length < 2) throw new codes.ERR_MISSING_ARGS('fileBits', 'fileName');
    super(fileBits, options);
    const { lastModified } = options ?? { __proto__: null };
    this.#lastModified = lastModified === undefined ? Date.now() : +lastModified || 0;
    this.#name = `${fileName}`.toWellFormed();
  }

  get name() {
    if (!(#name in Object(this))) throw new codes.ERR_INVALID_THIS('File');
    return this.#name;
  }

  get lastModified() {
    if (!(#name in Object(this))) throw new codes.ERR_INVALID_THIS('File');
    return this.#lastModified;
  }

  [kClone]() {
    return new File([this], this.#name, { type: this.type, lastModified: this.#lastModified });
  }

  [customInspectSymbol](depth, options) {
    const { size, type, name, lastModified } = this;
    return inspectAs('File', { size, type, name, lastModified }, depth, options);
  }
}

Object.defineProperty(File.prototype, Symbol.toStringTag, { configurable: true, value: 'File' });
for (const name of ['name', 'lastModified']) Object.defineProperty(File.prototype, name, { enumerable: true });

exports.File = File;
