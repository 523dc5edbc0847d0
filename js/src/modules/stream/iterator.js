// for await (const chunk of readable)

const { AbortError, aggregateTwoErrors } = require('internal/errors');
const { eos } = require('stream/finished');
const { destroyer } = require('stream/destroy');

function iterate(stream, options) {
  if (typeof stream.read !== 'function') {
    const Readable = require('stream/readable');
    stream = Readable.wrap(stream, { objectMode: true });
  }
  return new ChunkIterator(stream, options);
}

// No async generator: a chunk that is there is given out in one promise, which is several times cheaper.
class ChunkIterator {
  constructor(stream, options) {
    this.stream = stream;
    this.destroyOnReturn = options?.destroyOnReturn !== false;
    // How the stream ended: undefined while it has not, null when all is well, or its error.
    this.over = undefined;
    this.started = false;
    this.completed = false;
    // A request waits for the stream; those that come meanwhile are queued.
    this.busy = false;
    this.queue = null;
    this.wake = null;
  }

  next() {
    if (this.busy) return this.later('next');
    if (this.completed) return Promise.resolve({ done: true, value: undefined });
    if (!this.started) this.start();
    const chunk = this.read();
    if (chunk !== null && typeof chunk?.then !== 'function') return Promise.resolve({ done: false, value: chunk });
    return new Promise((resolve, reject) => this.serve(chunk, resolve, reject));
  }

  return(value) {
    if (this.busy) return this.later('return', value);
    return new Promise((resolve) => this.close(value, resolve));
  }

  throw(error) {
    if (this.busy) return this.later('throw', error);
    return new Promise((resolve, reject) => this.abort(error, reject));
  }

  close(value, resolve) {
    if (!this.completed && this.started) this.finish();
    this.completed = true;
    resolve({ done: true, value });
  }

  abort(error, reject) {
    if (!this.completed && this.started) error = this.fail(error);
    this.completed = true;
    reject(error);
  }

  later(method, value) {
    return new Promise((resolve, reject) => (this.queue ??= []).push({ method, value, resolve, reject }));
  }

  start() {
    this.started = true;
    this.onReadable = () => this.rouse();
    this.stream.on('readable', this.onReadable);
    this.stop = eos(this.stream, { writable: false }, (error) => {
      this.over = error ? aggregateTwoErrors(this.over, error) : null;
      this.rouse();
    });
  }

  rouse() {
    const { wake } = this;
    this.wake = null;
    if (wake !== null) wake();
  }

  read() {
    return this.stream.destroyed ? null : this.stream.read();
  }

  // Answers a request with a chunk, with the end, or when something has happened.
  serve(chunk, resolve, reject) {
    this.busy = true;
    if (chunk !== null) {
      this.answer(chunk, resolve, reject);
    } else if (this.over) {
      const error = this.over;
      this.finish();
      reject(error);
      this.idle();
    } else if (this.over === null) {
      this.finish();
      resolve({ done: true, value: undefined });
      this.idle();
    } else {
      new Promise((wake) => { this.wake = wake; }).then(() => this.serve(this.read(), resolve, reject));
    }
  }

  // Chunks that are promises are waited for.
  answer(chunk, resolve, reject) {
    if (typeof chunk?.then !== 'function') {
      this.busy = false;
      resolve({ done: false, value: chunk });
      this.idle();
      return;
    }
    chunk.then((value) => {
      this.busy = false;
      resolve({ done: false, value });
      this.idle();
    }, (error) => {
      this.busy = false;
      reject(this.fail(error));
      this.idle();
    });
  }

  // Turns to the requests that came meanwhile.
  idle() {
    this.busy = false;
    while (!this.busy && this.queue !== null && this.queue.length > 0) {
      const { method, value, resolve, reject } = this.queue.shift();
      if (method === 'return') this.close(value, resolve);
      else if (method === 'throw') this.abort(value, reject);
      else if (this.completed) resolve({ done: true, value: undefined });
      else this.serve(this.read(), resolve, reject);
    }
  }

  fail(error) {
    this.over = aggregateTwoErrors(this.over, error);
    this.finish();
    return this.over;
  }

  // Nobody iterates any more.
  finish() {
    this.completed = true;
    if ((this.over || this.destroyOnReturn) && (this.over === undefined || this.stream._readableState.autoDestroy)) {
      destroyer(this.stream, null);
    } else {
      this.stream.off('readable', this.onReadable);
      this.stop();
    }
  }
}
Object.setPrototypeOf(ChunkIterator.prototype,
                      Object.getPrototypeOf(Object.getPrototypeOf(async function* () {}).prototype));

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
