// Readable.from(iterable): a stream of what an iterable gives, sync or async.

const { aggregateTwoErrors, codes: { ERR_INVALID_ARG_TYPE, ERR_STREAM_NULL_VALUES } } = require('internal/errors');

function from(Readable, iterable, options) {
  if (typeof iterable === 'string' || iterable instanceof Buffer) return fromWhole(Readable, iterable, options);
  let iterator;
  let isAsync = false;
  if (iterable && iterable[Symbol.asyncIterator]) {
    isAsync = true;
    iterator = iterable[Symbol.asyncIterator]();
  } else if (iterable && iterable[Symbol.iterator]) {
    iterator = iterable[Symbol.iterator]();
  } else {
    throw new ERR_INVALID_ARG_TYPE('iterable', ['Iterable'], iterable);
  }

  // A mark of 1: an iterator is asked for one value when one is wanted.
  const readable = new Readable({ objectMode: true, highWaterMark: 1, ...options });
  let reading = false;
  // The values of a sync iterator turned out to be promises.
  let promises = false;

  readable._read = function _read() {
    if (reading) return;
    reading = true;
    if (isAsync || promises) drain();
    else drainSync();
  };

  const destroyFirst = readable._destroy;
  readable._destroy = function _destroy(error, callback) {
    destroyFirst.call(this, error, (failure) => {
      const both = failure || error;
      // In a tick of its own: what the callback throws is no rejection.
      close(both).then(
        () => process.nextTick(callback, both),
        (late) => process.nextTick(callback, aggregateTwoErrors(both, late)));
    });
  };

  async function close(error) {
    const failed = error !== undefined && error !== null;
    if (failed && typeof iterator.throw === 'function') {
      const { value, done } = await iterator.throw(error);
      await value;
      if (done) return;
    }
    if (typeof iterator.return === 'function') {
      const { value } = await iterator.return();
      await value;
    }
  }

  // Takes values until the stream is full.
  function drainSync() {
    try {
      for (;;) {
        const { value, done } = iterator.next();
        if (done) {
          readable.push(null);
          return;
        }
        if (value && typeof value.then === 'function') {
          // From here on values have to be waited for.
          promises = true;
          drain(value);
          return;
        }
        if (!give(value)) return;
      }
    } catch (error) {
      readable.destroy(error);
    }
  }

  async function drain(first) {
    try {
      if (first !== undefined && !give(await first)) return;
      for (;;) {
        const { value, done } = isAsync ? await iterator.next() : iterator.next();
        if (done) {
          readable.push(null);
          return;
        }
        if (!give(value && typeof value.then === 'function' ? await value : value)) return;
      }
    } catch (error) {
      readable.destroy(error);
    }
  }

  // False when the stream wants no more for the moment.
  function give(value) {
    if (value === null) {
      reading = false;
      throw new ERR_STREAM_NULL_VALUES();
    }
    if (readable.push(value)) return true;
    reading = false;
    return false;
  }

  return readable;
}

// A string or a buffer is one chunk, not a sequence of characters or numbers.
function fromWhole(Readable, value, options) {
  return new Readable({
    objectMode: true,
    ...options,
    read() {
      this.push(value);
      this.push(null);
    },
  });
}

module.exports = { from };
