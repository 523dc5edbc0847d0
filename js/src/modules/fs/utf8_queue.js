// What a Utf8Stream has to write: text, or bytes, in pieces that are worth a call.

const { Buffer } = require('buffer');

class Queue {
  #isBytes;
  #most;
  #pieces = [];
  // The piece that is being written, or what is left of it.
  #current;
  // All, in characters or bytes.
  length = 0;

  constructor(isBytes, most) {
    this.#isBytes = isBytes;
    this.#most = most;
    this.#current = this.#none;
  }

  get #none() { return this.#isBytes ? Buffer.alloc(0) : ''; }

  push(data) {
    const last = this.#pieces.at(-1);
    this.length += data.length;
    if (last === undefined || last.length + data.length > this.#most) {
      this.#pieces.push(this.#isBytes ? { length: data.length, parts: [data] } : data);
    } else if (this.#isBytes) {
      last.parts.push(data);
      last.length += data.length;
    } else {
      this.#pieces[this.#pieces.length - 1] = last + data;
    }
  }

  // The piece to be written now.
  begin() {
    if (this.#current.length === 0 && this.#pieces.length > 0) {
      const next = this.#pieces.shift();
      this.#current = this.#isBytes ? Buffer.concat(next.parts) : next;
    }
    return this.#current;
  }

  // How much of it there is.
  get begun() { return this.#current.length; }

  // So many bytes of it were written; all, if nobody says how many. True if something of it is left.
  wrote(count) {
    const units = count === undefined ? this.#current.length : this.#unitsOf(count);
    this.#current = this.#isBytes ? this.#current.subarray(units) : this.#current.slice(units);
    this.length = Math.max(0, this.length - units);
    return this.#current.length > 0;
  }

  // The characters that are whole within so many bytes. The rest of a character is written again, with its beginning.
  #unitsOf(count) {
    if (this.#isBytes || Buffer.byteLength(this.#current) === this.#current.length) return count;
    const bytes = Buffer.from(this.#current);
    if (count >= bytes.length) return this.#current.length;
    while (count > 0 && (bytes[count] & 0xc0) === 0x80) count--;
    return bytes.toString('utf8', 0, count).length;
  }

  // Nothing of it was written, and it waits again.
  undo() {
    if (this.begun > 0) this.#pieces.unshift(this.#isBytes ? { length: this.begun, parts: [this.#current] } : this.#current);
    this.#current = this.#none;
  }

  // All but the current piece, as a queue of its own …
  split() {
    const rest = new Queue(this.#isBytes, this.#most);
    rest.#pieces = this.#pieces;
    rest.length = this.length - this.#current.length;
    this.#pieces = [];
    this.length = this.#current.length;
    return rest;
  }

  // … and what is left of that, back again.
  join(rest) {
    rest.undo();
    this.#pieces.push(...rest.#pieces);
    this.length += rest.length;
  }

  clear() {
    this.#pieces = [];
    this.#current = this.#none;
    this.length = 0;
  }
}

exports.Queue = Queue;
