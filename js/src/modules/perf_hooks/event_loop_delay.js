// monitorEventLoopDelay: how much later than asked for a timer fires, in nanoseconds.

const { validateInteger, validateObject } = require('internal/validators');
const { Histogram, Counts, countsOf, kMake } = require('perf_hooks/histogram');
const { setInterval, clearInterval } = require('timers');

class ELDHistogram extends Histogram {
  #resolution;
  #timer;

  constructor(key, resolution) {
    super(key, new Counts(1, 3_600_000_000_000n, 3));
    this.#resolution = resolution;
  }

  enable() {
    if (this.#timer !== undefined) return false;
    const counts = countsOf(this);
    let last = process.hrtime.bigint();
    this.#timer = setInterval(() => {
      const now = process.hrtime.bigint();
      if (now > last) counts.record(now - last);
      last = now;
    }, this.#resolution);
    this.#timer.unref();
    return true;
  }

  disable() {
    if (this.#timer === undefined) return false;
    clearInterval(this.#timer);
    this.#timer = undefined;
    return true;
  }

  [Symbol.dispose]() {
    this.disable();
  }
}

function monitorEventLoopDelay(options = {}) {
  validateObject(options, 'options');
  const { resolution = 10 } = options;
  validateInteger(resolution, 'options.resolution', 1);
  return new ELDHistogram(kMake, resolution);
}

module.exports = { monitorEventLoopDelay };
