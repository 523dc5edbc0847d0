// for await (const chunk of readable)

const { AbortError, aggregateTwoErrors } = require('internal/errors');
const { eos } = require('stream/finished');
const { destroyer } = require('stream/destroy');

const nop = () => {};

function iterate(stream, options) {
  if (typeof stream.read !== 'function') {
    const Readable = require('stream/readable');
    stream = Readable.wrap(stream, { objectMode: true });
  }
  const iterator = chunksOf(stream, options);
  iterator.stream = stream;
  return iterator;
}

async function* chunksOf(stream, options) {
  let wake = nop;
  // Called by 'readable', and below with the function that continues the loop.
  function next(resolve) {
    if (this === stream) {
      wake();
      wake = nop;
    } else {
      wake = resolve;
    }
  }
  stream.on('readable', next);

  let over;
  const stop = eos(stream, { writable: false }, (error) => {
    over = error ? aggregateTwoErrors(over, error) : null;
    wake();
    wake = nop;
  });

  try {
    for (;;) {
      const chunk = stream.destroyed ? null : stream.read();
      if (chunk !== null) yield chunk;
      else if (over) throw over;
      else if (over === null) return;
      else await new Promise(next);
    }
  } catch (error) {
    over = aggregateTwoErrors(over, error);
    throw over;
  } finally {
    if ((over || options?.destroyOnReturn !== false) && (over === undefined || stream._readableState.autoDestroy)) {
      destroyer(stream, null);
    } else {
      stream.off('readable', next);
      stop();
    }
  }
}

// [Symbol.asyncDispose](): destroys a stream and waits until it is closed.
async function dispose(stream) {
  let error = null;
  if (!stream.destroyed) {
    const done = stream._readableState ? stream.readableEnded : stream.writableFinished;
    if (!done) error = new AbortError();
    stream.destroy(error);
  }
  await new Promise((resolve, reject) => {
    eos(stream, (failure) => (failure && failure !== error ? reject(failure) : resolve(null)));
  });
}

module.exports = { iterate, dispose };
