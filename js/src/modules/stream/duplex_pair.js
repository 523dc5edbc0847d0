// duplexPair(): two streams; what is written to one is read from the other.

const Duplex = require('stream/duplex');

const kCallback = Symbol('kCallback');
const kOther = Symbol('kOther');

class Side extends Duplex {
  constructor(options) {
    super(options);
    this[kCallback] = null;
    this[kOther] = null;
  }

  _read() {
    const callback = this[kCallback];
    if (callback) {
      this[kCallback] = null;
      callback();
    }
  }

  _write(chunk, encoding, callback) {
    if (chunk.length === 0) {
      process.nextTick(callback);
    } else {
      this[kOther].push(chunk);
      this[kOther][kCallback] = callback;
    }
  }

  _final(callback) {
    this[kOther].on('end', callback);
    this[kOther].push(null);
  }

  // The other side hears that nothing will come any more. That this side failed is not its failure.
  _destroy(error, callback) {
    const other = this[kOther];
    if (!other.destroyed) {
      process.nextTick(() => {
        if (other.destroyed) return;
        if (error) other.destroy();
        else other.push(null);
      });
    }
    callback(error);
  }
}

function duplexPair(options) {
  const one = new Side(options);
  const other = new Side(options);
  one[kOther] = other;
  other[kOther] = one;
  return [one, other];
}

module.exports = { duplexPair };
