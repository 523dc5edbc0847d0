// Blob: bytes that do not change, with a media type. It is kept as a list of parts, so that a Blob made of Blobs, and a
// slice of one, share the bytes. A part is a Buffer, or a part of a file (fs/blob), which can be read.

const { codes } = require('internal/errors');
const { customInspectSymbol } = require('internal/util');
const { kClone } = require('internal/clone');
const { isAnyArrayBuffer } = require('buffer/common');

// A media type in lower case; what is no printable ASCII makes it unknown.
function mediaType(type) {
  const text = `${type}`;
  return /[^\x20-\x7e]/.test(text) ? '' : text.toLowerCase();
}

function bytesOf(source, endings) {
  if (isAnyArrayBuffer(source)) return native.copyOf(new Uint8Array(source));
  if (ArrayBuffer.isView(source)) {
    return native.copyOf(new Uint8Array(source.buffer, source.byteOffset, source.byteLength));
  }
  const text = `${source}`;
  return native.fromString(endings === 'native' ? text.replace(/\r\n?/g, '\n') : text, 0);
}

function checkOptions(options) {
  if (options == null || typeof options === 'object' || typeof options === 'function') return;
  throw new codes.ERR_INVALID_ARG_TYPE('options', 'a dictionary', options);
}

// A place in a Blob, from the end if it is negative. Halves are rounded to the even side, as the Web's interfaces say.
function place(value, size) {
  let number = Math.round(value) || 0;
  if (number - value === 0.5 && number % 2 !== 0) number--;
  return number < 0 ? Math.max(size + number, 0) : Math.min(number, size);
}

let partsOf;
let blobOf;

class Blob {
  #parts;
  #size;
  #type;

  static {
    partsOf = (value) => (#parts in Object(value) ? value.#parts : undefined);
    blobOf = (parts, type) => {
      const made = new Blob();
      made.#set(parts, type);
      return made;
    };
  }

  constructor(sources = [], options = undefined) {
    if (sources === null || typeof sources !== 'object' || typeof sources[Symbol.iterator] !== 'function') {
      throw new codes.ERR_INVALID_ARG_TYPE('sources', 'a sequence', sources);
    }
    checkOptions(options);
    const { type = '', endings = 'transparent' } = options ?? { __proto__: null };
    if (endings !== 'transparent' && endings !== 'native') {
      throw new codes.ERR_INVALID_ARG_VALUE('options.endings', endings);
    }
    const parts = [];
    for (const source of sources) {
      const shared = partsOf(source);
      if (shared !== undefined) for (const part of shared) parts.push(part);
      else parts.push(bytesOf(source, endings));
    }
    this.#set(parts, mediaType(type));
  }

  #set(parts, type) {
    this.#parts = parts;
    this.#size = parts.reduce((sum, part) => sum + part.length, 0);
    this.#type = type;
  }

  get size() {
    requireBlob(this);
    return this.#size;
  }

  get type() {
    requireBlob(this);
    return this.#type;
  }

  slice(start = 0, end = this.size, type = '') {
    requireBlob(this);
    let skip = place(start, this.#size);
    let left = Math.max(place(end, this.#size) - skip, 0);
    const parts = [];
    for (const part of this.#parts) {
      if (left === 0) break;
      if (skip < part.length) {
        const cut = part.subarray(skip, skip + left);
        parts.push(cut);
        left -= cut.length;
      }
      skip = Math.max(skip - part.length, 0);
    }
    return blobOf(parts, mediaType(type));
  }

  async arrayBuffer() {
    return (await whole(this)).buffer;
  }

  async bytes() {
    return whole(this);
  }

  async text() {
    const bytes = await whole(this);
    const text = native.text(bytes, 0, 0, bytes.length);
    return text.startsWith('\ufeff') ? text.slice(1) : text;
  }

  stream() {
    requireBlob(this);
    const { ReadableStream } = require('stream/web/readable');
    const parts = this.#parts.flatMap(pieces);
    let next = 0;
    return new ReadableStream({
      type: 'bytes',
      async pull(controller) {
        while (next < parts.length) {
          const part = parts[next++];
          // The reader gets a copy: what it does to it must not show in the Blob.
          const bytes = part.read === undefined ? new Uint8Array(part) : await part.read();
          if (bytes.length === 0) continue;
          controller.enqueue(bytes);
          return;
        }
        controller.close();
        controller.byobRequest?.respond(0);
      },
    }, { highWaterMark: 0 });
  }

  // Copies share the bytes, which do not change. Files do.
  [kClone]() {
    if (this.#parts.some((part) => part.read !== undefined)) {
      throw new codes.ERR_INVALID_STATE('File-backed Blobs are not cloneable');
    }
    return blobOf(this.#parts, this.#type);
  }

  [customInspectSymbol](depth, options) {
    return inspectAs('Blob', { size: this.size, type: this.type }, depth, options);
  }
}

function requireBlob(value) {
  if (partsOf(value) === undefined) throw new codes.ERR_INVALID_THIS('Blob');
}

// Parts of files are told in pieces, so that no large file is in memory as a whole.
const PIECE = 64 * 1024;
function pieces(part) {
  if (part.read === undefined || part.length <= PIECE) return [part];
  const count = Math.ceil(part.length / PIECE);
  return Array.from({ length: count }, (_, index) => part.subarray(index * PIECE, (index + 1) * PIECE));
}

// All bytes in one array with memory of its own; a promise for it, if files must be read.
function whole(blob) {
  requireBlob(blob);
  const parts = partsOf(blob);
  if (parts.every((part) => part.read === undefined)) return joined(parts, blob.size);
  return Promise.all(parts.map((part) => part.read?.() ?? part)).then((read) => joined(read, blob.size));
}

function joined(parts, size) {
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    native.copy(bytes, at, part, 0, part.length);
    at += part.length;
  }
  return bytes;
}

function inspectAs(name, properties, depth, options) {
  if (depth < 0) return `[${name}]`;
  const { inspect } = require('internal/inspect');
  return `${name} ${inspect(properties, { ...options, depth: options.depth == null ? null : options.depth - 1 })}`;
}

Object.defineProperty(Blob.prototype, Symbol.toStringTag, { configurable: true, value: 'Blob' });
for (const name of ['size', 'type', 'slice', 'stream', 'text', 'arrayBuffer', 'bytes']) {
  Object.defineProperty(Blob.prototype, name, { enumerable: true });
}

// The Blobs that have an address, by the part of it that is theirs alone.
const addressed = new Map();

exports.createObjectURL = function createObjectURL(blob) {
  if (partsOf(blob) === undefined) throw new codes.ERR_INVALID_ARG_TYPE('obj', 'Blob', blob);
  const digits = () => Math.floor(Math.random() * 0x10000).toString(16).padStart(4, '0');
  const variant = (8 + Math.floor(Math.random() * 4)).toString(16);
  const id = `${digits()}${digits()}-${digits()}-4${digits().slice(1)}-${variant}${digits().slice(1)}-` +
    `${digits()}${digits()}${digits()}`;
  addressed.set(id, blob);
  return `blob:nodedata:${id}`;
};

function idOf(url) {
  return /^blob:nodedata:([^:]+)$/.exec(`${url}`)?.[1];
}

exports.revokeObjectURL = function revokeObjectURL(url) {
  addressed.delete(idOf(url));
};

exports.resolveObjectURL = function resolveObjectURL(url) {
  const blob = addressed.get(idOf(url));
  return blob && blobOf(partsOf(blob), blob.type);
};

exports.Blob = Blob;
exports.blobOf = blobOf;
exports.inspectAs = inspectAs;
