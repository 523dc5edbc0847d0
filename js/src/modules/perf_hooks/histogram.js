// Histograms with a relative precision: values that do not differ in their leading digits are counted together, as in
// HdrHistogram, whose figures Node shows.

const { codes: { ERR_ILLEGAL_CONSTRUCTOR, ERR_INVALID_ARG_TYPE, ERR_OUT_OF_RANGE } } = require('internal/errors');
const { validateInteger, validateNumber, validateObject } = require('internal/validators');
const { kClone } = require('internal/clone');

const kMake = Symbol('kMake');
const kInspect = Symbol.for('nodejs.util.inspect.custom');
const NOTHING = 9223372036854775807n;

// The counts, which several objects may show.
class Counts {
  constructor(lowest, highest, figures) {
    this.highest = BigInt(highest);
    // Values below this are counted one by one.
    this.exact = 2n ** BigInt(Math.ceil(Math.log2(2 * 10 ** figures)));
    this.unit = BigInt(Math.floor(Math.log2(Number(lowest))));
    this.figures = figures;
    this.lowest = lowest;
    this.reset();
  }

  reset() {
    this.counts = new Map();
    this.sorted = undefined;
    this.count = 0n;
    this.exceeds = 0n;
    this.min = NOTHING;
    this.max = 0n;
    this.last = undefined;
  }

  // By how many bits the values around this one are rounded.
  shift(value) {
    let bits = this.unit;
    for (let rest = value >> this.unit; rest >= this.exact; rest >>= 1n) bits++;
    return bits;
  }

  record(value, count = 1n) {
    if (value > this.highest) {
      this.exceeds += count;
      return;
    }
    const bits = this.shift(value);
    const bucket = value >> bits << bits;
    this.counts.set(bucket, (this.counts.get(bucket) ?? 0n) + count);
    this.sorted = undefined;
    this.count += count;
    if (value < this.min) this.min = value;
    if (value > this.max) this.max = value;
  }

  // [bucket, count] by size.
  buckets() {
    return this.sorted ??= [...this.counts].sort(([a], [b]) => (a < b ? -1 : 1));
  }

  // The largest and the middle value that are counted in a bucket.
  top(bucket) {
    return bucket + (1n << this.shift(bucket)) - 1n;
  }

  middle(bucket) {
    return Number(bucket + ((1n << this.shift(bucket)) >> 1n));
  }

  mean() {
    let sum = 0;
    for (const [bucket, count] of this.buckets()) sum += this.middle(bucket) * Number(count);
    return sum / Number(this.count);
  }

  stddev() {
    const mean = this.mean();
    let sum = 0;
    for (const [bucket, count] of this.buckets()) sum += (this.middle(bucket) - mean) ** 2 * Number(count);
    return Math.sqrt(sum / Number(this.count));
  }

  percentile(percentile) {
    const wanted = Math.max(1, Math.ceil(percentile / 100 * Number(this.count) - 1e-9));
    let seen = 0;
    for (const [bucket, count] of this.buckets()) {
      seen += Number(count);
      if (seen >= wanted) return this.top(bucket);
    }
    return 0n;
  }

  // At 0, 50, 75, 87.5 … and 100 percent, as far as there are values.
  percentiles() {
    const found = new Map();
    if (this.count === 0n) return found.set(100, 0n);
    let at = 0;
    let seen = 0;
    for (const [bucket, count] of this.buckets()) {
      seen += Number(count);
      const reached = 100 * seen / Number(this.count);
      while (at <= reached && at < 100) {
        found.set(at, this.top(bucket));
        const half = 2 ** Math.trunc(Math.log2(100 / (100 - at)) + 1);
        at += 100 / half;
        if (seen === Number(this.count)) break;
      }
    }
    return found.set(100, this.max);
  }
}

let countsOf;

class Histogram {
  #counts;

  static {
    countsOf = (histogram) => (#counts in histogram ? histogram.#counts : undefined);
  }

  constructor(key, counts) {
    if (key !== kMake) throw new ERR_ILLEGAL_CONSTRUCTOR();
    this.#counts = counts;
  }

  get count() { return Number(this.#counts.count); }
  get countBigInt() { return this.#counts.count; }
  get min() { return Number(this.#counts.min); }
  get minBigInt() { return this.#counts.min; }
  get max() { return Number(this.#counts.max); }
  get maxBigInt() { return this.#counts.max; }
  get mean() { return this.#counts.mean(); }
  get exceeds() { return Number(this.#counts.exceeds); }
  get exceedsBigInt() { return this.#counts.exceeds; }
  get stddev() { return this.#counts.stddev(); }

  percentile(percentile) {
    return Number(this.percentileBigInt(percentile));
  }

  percentileBigInt(percentile) {
    validateNumber(percentile, 'percentile');
    if (!(percentile > 0 && percentile <= 100)) {
      throw new ERR_OUT_OF_RANGE('percentile', '> 0 && <= 100', percentile);
    }
    return this.#counts.percentile(percentile);
  }

  get percentiles() {
    return new Map([...this.#counts.percentiles()].map(([at, value]) => [at, Number(value)]));
  }

  get percentilesBigInt() {
    return this.#counts.percentiles();
  }

  reset() {
    this.#counts.reset();
  }

  toJSON() {
    const { count, min, max, mean, exceeds, stddev } = this;
    return { count, min, max, mean, exceeds, stddev, percentiles: Object.fromEntries(this.percentiles) };
  }

  [kInspect](depth, options, inspect) {
    if (depth < 0) return `[${this.constructor.name}]`;
    const inner = { ...options, depth: options.depth == null ? null : options.depth - 1 };
    const { min, max, mean, exceeds, stddev, count, percentiles } = this;
    return `Histogram ${inspect({ min, max, mean, exceeds, stddev, count, percentiles }, inner)}`;
  }

  [kClone]() {
    return new Histogram(kMake, this.#counts);
  }
}

class RecordableHistogram extends Histogram {
  record(value) {
    if (typeof value !== 'bigint') {
      if (typeof value !== 'number') throw new ERR_INVALID_ARG_TYPE('val', ['integer', 'bigint'], value);
      if (!Number.isSafeInteger(value) || value < 1) {
        throw new ERR_OUT_OF_RANGE('val', 'a safe integer greater than 0', value);
      }
    } else if (value < 1n || value > NOTHING) {
      throw new ERR_OUT_OF_RANGE('val', 'a positive 64-bit integer', value);
    }
    countsOf(this).record(BigInt(value));
  }

  // Records the nanoseconds since the last call.
  recordDelta() {
    const counts = countsOf(this);
    const now = process.hrtime.bigint();
    if (counts.last !== undefined && now > counts.last) counts.record(now - counts.last);
    counts.last = now;
  }

  add(other) {
    const others = typeof other === 'object' && other !== null && other instanceof RecordableHistogram ?
      countsOf(other) : undefined;
    if (others === undefined) throw new ERR_INVALID_ARG_TYPE('other', 'RecordableHistogram', other);
    const counts = countsOf(this);
    for (const [bucket, count] of others.buckets()) counts.record(bucket, count);
    if (others.max > counts.max) counts.max = others.max;
    if (others.min < counts.min) counts.min = others.min;
    counts.exceeds += others.exceeds;
  }

  [kClone]() {
    return new RecordableHistogram(kMake, countsOf(this));
  }
}

function createHistogram(options = {}) {
  validateObject(options, 'options');
  const { lowest = 1, highest = Number.MAX_SAFE_INTEGER, figures = 3 } = options;
  if (typeof lowest !== 'bigint') validateInteger(lowest, 'options.lowest', 1);
  if (typeof highest !== 'bigint') validateInteger(highest, 'options.highest', 2 * Number(lowest));
  else if (highest < 2n * BigInt(lowest)) throw new ERR_OUT_OF_RANGE('options.highest', `>= ${2n * BigInt(lowest)}`, highest);
  validateInteger(figures, 'options.figures', 1, 5);
  return new RecordableHistogram(kMake, new Counts(lowest, highest, figures));
}

module.exports = { Histogram, RecordableHistogram, Counts, createHistogram, countsOf, kMake };
