// pipeline(source, ...steps, callback): connects streams, iterables and functions, waits for all of them, and when
// one fails destroys the others.

const {
  AbortError, aggregateTwoErrors,
  codes: {
    ERR_INVALID_ARG_TYPE, ERR_INVALID_RETURN_VALUE, ERR_MISSING_ARGS, ERR_STREAM_DESTROYED, ERR_STREAM_PREMATURE_CLOSE,
    ERR_STREAM_UNABLE_TO_PIPE,
  },
} = require('internal/errors');
const { validateAbortSignal, validateFunction } = require('internal/validators');
const { eos } = require('stream/finished');
const destruction = require('stream/destroy');
const utils = require('stream/utils');

const { isIterable, isNodeStream, isReadable, isReadableNodeStream, isTransformStream, isWebStream } = utils;

function pipeline(...streams) {
  const callback = streams.pop();
  validateFunction(callback, 'streams[stream.length - 1]');
  let called = false;
  return pipelineOf(streams, function once(error, value) {
    if (called) return;
    called = true;
    callback.call(this, error, value);
  });
}

function pipelineOf(streams, callback, options) {
  if (streams.length === 1 && Array.isArray(streams[0])) streams = streams[0];
  if (streams.length < 2) throw new ERR_MISSING_ARGS('streams');
  validateAbortSignal(options?.signal, 'options.signal');
  return new Pipeline(streams, callback, options).build();
}

class Pipeline {
  constructor(streams, callback, options) {
    this.streams = streams;
    this.callback = callback;
    this.options = options;
    this.error = undefined;
    this.value = undefined;
    // How many parts are still running.
    this.running = 0;
    this.destroys = [];
    // What must be taken off the last stream when all went well, since the program may go on reading from it.
    this.cleanups = [];
    this.controller = null;
    this.abortListener = null;
    this.finish = (error) => this.settle(error, --this.running === 0);
    this.fail = (error) => this.settle(error, false);
  }

  // Functions get a signal that tells them that the pipeline is over.
  get signal() {
    this.controller ??= new (require('internal/abort_controller').AbortController)();
    return this.controller.signal;
  }

  settle(error, last) {
    // The first error counts, unless it only says that something was cut short.
    const first = this.error;
    if (error && (!first || first.code === 'ERR_STREAM_PREMATURE_CLOSE' || first.name === 'AbortError')) {
      this.error = error;
    }
    if (!this.error && !last) return;
    while (this.destroys.length > 0) this.destroys.shift()(this.error);
    this.abortListener?.[Symbol.dispose]();
    this.controller?.abort();
    if (!last) return;
    if (!this.error) for (const cleanUp of this.cleanups) cleanUp();
    process.nextTick(this.callback, this.error, this.value);
  }

  build() {
    const { streams } = this;
    const outer = this.options?.signal;
    const abort = () => this.fail(new AbortError(undefined, { cause: outer?.reason }));
    if (outer) this.abortListener = require('events/static').addAbortListener(outer, abort);
    let current;
    for (let i = 0; i < streams.length; i++) {
      const stream = streams[i];
      if (isNodeStream(stream)) this.guard(stream, i);
      if (i === 0) current = this.source(stream);
      else if (typeof stream === 'function') current = this.step(stream, current, i);
      else if (isNodeStream(stream)) current = this.connect(current, stream, i);
      else if (isWebStream(stream)) current = this.connectWeb(current, stream, i);
      else current = require('stream/duplex').from(stream);
    }
    if (outer?.aborted) process.nextTick(abort);
    return current;
  }

  isLast(i) {
    return i === this.streams.length - 1;
  }

  // The last stream may be left open.
  ends(i) {
    return !this.isLast(i) || this.options?.end !== false;
  }

  guard(stream, i) {
    const next = this.streams[i + 1];
    if (next?.closed || next?.destroyed) throw new ERR_STREAM_UNABLE_TO_PIPE();
    const keepsOn = isReadable(stream) && this.isLast(i);
    if (this.ends(i)) {
      const cleanUp = this.destroyWithOthers(stream, !this.isLast(i), i > 0);
      if (keepsOn) this.cleanups.push(cleanUp);
    }
    // Errors that come when the parts are already done must not be thrown as unhandled.
    const onError = (error) => {
      if (error && error.name !== 'AbortError' && error.code !== 'ERR_STREAM_PREMATURE_CLOSE') this.fail(error);
    };
    stream.on('error', onError);
    if (keepsOn) this.cleanups.push(() => stream.removeListener('error', onError));
  }

  destroyWithOthers(stream, reading, writing) {
    let over = false;
    stream.on('close', () => { over = true; });
    const stop = eos(stream, { readable: reading, writable: writing }, (error) => { over = !error; });
    this.destroys.push((error) => {
      if (over) return;
      over = true;
      destruction.destroyer(stream, error || new ERR_STREAM_DESTROYED('pipe'));
    });
    return stop;
  }

  source(stream) {
    if (typeof stream === 'function') {
      const made = stream({ signal: this.signal });
      if (!isIterable(made)) {
        throw new ERR_INVALID_RETURN_VALUE('Iterable, AsyncIterable or Stream', 'source', made);
      }
      return made;
    }
    if (isIterable(stream) || isReadableNodeStream(stream) || isTransformStream(stream)) return stream;
    return require('stream/duplex').from(stream);
  }

  step(fn, current, i) {
    const made = fn(asIterable(current), { signal: this.signal });
    if (!this.isLast(i)) {
      if (!isIterable(made, true)) throw new ERR_INVALID_RETURN_VALUE('AsyncIterable', `transform[${i - 1}]`, made);
      return made;
    }
    return this.destination(made, i);
  }

  // The last part is a function: a stream stands for it, so that there is always one to return.
  destination(made, i) {
    const PassThrough = require('stream/passthrough');
    const stand = new PassThrough({ objectMode: true });
    const end = this.ends(i);
    const then = made?.then;
    if (typeof then === 'function') {
      this.running++;
      then.call(made, (value) => {
        this.value = value;
        if (value !== null && value !== undefined) stand.write(value);
        if (end) stand.end();
        process.nextTick(this.finish);
      }, (error) => {
        stand.destroy(error);
        process.nextTick(this.finish, error);
      });
    } else if (isIterable(made, true)) {
      this.running++;
      pump(made, stand, this.finish, end);
    } else {
      throw new ERR_INVALID_RETURN_VALUE('AsyncIterable or Promise', 'destination', made);
    }
    this.cleanups.push(this.destroyWithOthers(stand, false, true));
    return stand;
  }

  connect(current, stream, i) {
    const end = this.ends(i);
    if (isReadableNodeStream(current)) {
      this.running += 2;
      const cleanUp = this.pipe(current, stream, end);
      if (isReadable(stream) && this.isLast(i)) this.cleanups.push(cleanUp);
    } else {
      this.running++;
      pump(chunksOf(current), stream, this.finish, end);
    }
    return stream;
  }

  connectWeb(current, stream, i) {
    const chunks = chunksOf(current);
    this.running++;
    require('stream/web/finished').pumpToWeb(chunks, stream, this.finish, this.ends(i));
    return stream;
  }

  pipe(source, dest, end) {
    const { finish } = this;
    let ended = false;
    dest.on('close', () => {
      if (!ended) this.fail(new ERR_STREAM_PREMATURE_CLOSE());
    });
    source.pipe(dest, { end: false });
    if (end) {
      const endDest = () => {
        ended = true;
        dest.end();
      };
      if (utils.isReadableFinished(source)) process.nextTick(endDest);
      else source.once('end', endDest);
    } else {
      finish();
    }
    eos(source, { readable: true, writable: false }, (error) => {
      const r = source._readableState;
      if (error?.code === 'ERR_STREAM_PREMATURE_CLOSE' && r?.ended && !r.errored && !r.errorEmitted) {
        // Some streams say 'close' before 'end'; what they have buffered is still to be read.
        source.once('end', finish).once('error', finish);
      } else {
        finish(error);
      }
    });
    return eos(dest, { readable: false, writable: true }, finish);
  }
}

// What comes out of the part before.
function chunksOf(current) {
  if (isReadableNodeStream(current)) return asIterable(current);
  const chunks = isTransformStream(current) ? current.readable : current;
  if (isIterable(chunks)) return chunks;
  throw new ERR_INVALID_ARG_TYPE(
    'val', ['Readable', 'Iterable', 'AsyncIterable', 'ReadableStream', 'TransformStream'], current);
}

function asIterable(value) {
  if (isTransformStream(value)) return value.readable;
  if (isIterable(value)) return value;
  // Streams of old cannot be iterated.
  if (isReadableNodeStream(value)) return require('stream/iterator').iterate(value);
  throw new ERR_INVALID_ARG_TYPE('val', ['Readable', 'Iterable', 'AsyncIterable'], value);
}

// Writes what an iterable gives, and waits when the stream is full.
async function pump(iterable, writable, finish, end) {
  let failure;
  let wake = null;
  const resume = (error) => {
    if (error) failure = error;
    const call = wake;
    wake = null;
    if (call) call();
  };
  const wait = () => new Promise((resolve, reject) => {
    if (failure) reject(failure);
    else wake = () => (failure ? reject(failure) : resolve());
  });
  writable.on('drain', resume);
  const stop = eos(writable, { readable: false }, resume);
  try {
    if (writable.writableNeedDrain) await wait();
    for await (const chunk of iterable) {
      if (!writable.write(chunk)) await wait();
    }
    if (end) {
      writable.end();
      await wait();
    }
    finish();
  } catch (error) {
    finish(failure !== error ? aggregateTwoErrors(failure, error) : error);
  } finally {
    stop();
    writable.off('drain', resume);
  }
}

module.exports = { pipeline, pipelineOf };
