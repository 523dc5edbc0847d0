// Values in a row, each with a size, and the sum of the sizes.

const { codes: { ERR_INVALID_ARG_VALUE } } = require('internal/errors');

class SizedQueue {
  entries = [];
  total = 0;

  get length() {
    return this.entries.length;
  }

  push(value, size) {
    if (typeof size !== 'number' || Number.isNaN(size) || size < 0 || size === Infinity) {
      throw new ERR_INVALID_ARG_VALUE.RangeError('size', size);
    }
    this.entries.push({ value, size });
    this.total += size;
  }

  shift() {
    const { value, size } = this.entries.shift();
    // Sums of fractions may miss zero by a little.
    this.total = Math.max(this.total - size, 0);
    return value;
  }

  first() {
    return this.entries[0].value;
  }

  clear() {
    this.entries = [];
    this.total = 0;
  }
}

module.exports = { SizedQueue };
