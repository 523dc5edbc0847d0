// fs.openAsBlob: a Blob whose bytes stay in the file until they are wanted.

const calls = require('fs/native');
const { Buffer } = require('buffer');
const { checkedPath } = require('fs/paths');
const { promise } = require('fs/faces');
const { validateObject, validateString } = require('internal/validators');

// What must be as it was when the Blob was made: size, time of the last change, and which file it is.
const FEATURES = [0, 7, 8, 12, 13];

// A part of a file, in the place of a Buffer among a Blob's parts.
class FilePart {
  #path;
  #stats;
  #start;

  constructor(path, stats, start, length) {
    this.#path = path;
    this.#stats = stats;
    this.#start = start;
    this.length = length;
  }

  subarray(start, end) {
    const from = Math.min(start, this.length);
    return new FilePart(this.#path, this.#stats, this.#start + from, Math.min(end, this.length) - from);
  }

  // The bytes. A file that has changed is another one.
  async read() {
    const bytes = Buffer.alloc(this.length);
    try {
      const fd = await promise((done) => calls.open(this.#path, calls.constants.O_RDONLY, 0, done));
      try {
        const stats = await promise((done) => calls.fstat(fd, false, done));
        if (FEATURES.some((index) => stats[index] !== this.#stats[index])) throw new Error('changed');
        for (let filled = 0; filled < bytes.length;) {
          const left = bytes.length - filled;
          const place = this.#start + filled;
          const count = await promise((done) => calls.read(fd, bytes, filled, left, place, done));
          if (count === 0) throw new Error('too short');
          filled += count;
        }
      } finally {
        calls.close(fd);
      }
    } catch {
      // The Web has one word for all that may have happened.
      throw new globalThis.DOMException('The blob could not be read', 'NotReadableError');
    }
    return bytes;
  }
}

exports.openAsBlob = function openAsBlob(path, options = {}) {
  validateObject(options, 'options');
  const type = options.type || '';
  validateString(type, 'options.type');
  return open(checkedPath(path), type);
};

async function open(path, type) {
  const stats = await promise((done) => calls.stat(path, false, done));
  const { blobOf } = require('buffer/blob');
  return blobOf([new FilePart(path, stats, 0, stats[8])], type);
}
