// From streams of the Web to streams of Node: fromWeb of Readable, Writable and Duplex.

const { codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE } } = require('internal/errors');
const { validateBoolean, validateObject } = require('internal/validators');
const { destroyer } = require('stream/destroy');
const { isReadableStream, isWritableStream } = require('stream/utils');

function checkEncoding(encoding) {
  if (encoding !== undefined && !Buffer.isEncoding(encoding)) {
    throw new ERR_INVALID_ARG_VALUE('options.encoding', encoding);
  }
}

// What is called back may throw: not into a promise, where nobody would hear of it.
function guarded(callback) {
  return (error) => {
    try {
      callback(error);
    } catch (thrown) {
      process.nextTick(() => { throw thrown; });
    }
  };
}

// The reading half. `stream` gives the stream of Node's kind, when there is one.
class Source {
  closed = false;

  constructor(readable, stream) {
    this.reader = readable.getReader();
    this.stream = stream;
    this.reader.closed.then(() => { this.closed = true; }, (error) => {
      this.closed = true;
      destroyer(stream(), error);
    });
  }

  read() {
    this.reader.read().then(({ done, value }) => {
      this.stream().push(done ? null : value);
    }, (error) => destroyer(this.stream(), error));
  }

  async destroy(error) {
    if (!this.closed) await this.reader.cancel(error);
  }
}

// The writing half.
class Sink {
  closed = false;

  constructor(writable, stream, { decodeStrings = true, objectMode = false }) {
    this.writer = writable.getWriter();
    this.decodes = decodeStrings && !objectMode;
    this.stream = stream;
    this.writer.closed.then(() => { this.closed = true; }, (error) => {
      this.closed = true;
      destroyer(stream(), error);
    });
  }

  #bytes(chunk, encoding) {
    if (typeof chunk !== 'string' || !this.decodes) return chunk;
    return new Uint8Array(Buffer.from(chunk, encoding));
  }

  write(chunk, encoding, callback) {
    this.#whenReady(() => this.writer.write(this.#bytes(chunk, encoding)), callback);
  }

  writev(chunks, callback) {
    this.#whenReady(
      () => Promise.all(chunks.map(({ chunk, encoding }) => this.writer.write(this.#bytes(chunk, encoding)))), callback);
  }

  #whenReady(write, callback) {
    const done = (error) => {
      try {
        callback(error);
      } catch (thrown) {
        destroyer(this.stream(), thrown);
      }
    };
    this.writer.ready.then(() => write().then(() => done(), done), done);
  }

  final(callback) {
    if (this.closed) callback();
    else this.writer.close().then(() => guarded(callback)(), guarded(callback));
  }

  async destroy(error) {
    if (this.closed) return;
    if (error) await this.writer.abort(error);
    else await this.writer.close();
  }
}

// The streams of the Web end first; whether they do it well does not matter any more.
function destroyAll(halves) {
  return function destroy(error, callback) {
    const done = guarded(() => callback(error));
    Promise.all(halves().filter((half) => !half.closed).map((half) => half.destroy(error))).then(done, done);
  };
}

function readableFromWeb(readable, options = {}) {
  if (!isReadableStream(readable)) throw new ERR_INVALID_ARG_TYPE('readableStream', 'ReadableStream', readable);
  validateObject(options, 'options');
  const { highWaterMark, encoding, objectMode = false, signal } = options;
  checkEncoding(encoding);
  validateBoolean(objectMode, 'options.objectMode');
  const source = new Source(readable, () => made);
  const Readable = require('stream/readable');
  const made = new Readable({
    objectMode, highWaterMark, encoding, signal,
    read: () => source.read(),
    destroy: destroyAll(() => [source]),
  });
  return made;
}

function writableFromWeb(writable, options = {}) {
  if (!isWritableStream(writable)) throw new ERR_INVALID_ARG_TYPE('writableStream', 'WritableStream', writable);
  validateObject(options, 'options');
  const { highWaterMark, decodeStrings = true, objectMode = false, signal } = options;
  validateBoolean(objectMode, 'options.objectMode');
  validateBoolean(decodeStrings, 'options.decodeStrings');
  const sink = new Sink(writable, () => made, { decodeStrings, objectMode });
  const Writable = require('stream/writable');
  const made = new Writable({
    highWaterMark, objectMode, decodeStrings, signal,
    ...methodsOf(sink),
    destroy: destroyAll(() => [sink]),
  });
  return made;
}

function methodsOf(sink) {
  return {
    write: (chunk, encoding, callback) => sink.write(chunk, encoding, callback),
    writev: (chunks, callback) => sink.writev(chunks, callback),
    final: (callback) => sink.final(callback),
  };
}

function duplexFromWeb(pair = {}, options = {}) {
  validateObject(pair, 'pair');
  const { readable, writable } = pair;
  if (!isReadableStream(readable)) throw new ERR_INVALID_ARG_TYPE('pair.readable', 'ReadableStream', readable);
  if (!isWritableStream(writable)) throw new ERR_INVALID_ARG_TYPE('pair.writable', 'WritableStream', writable);
  validateObject(options, 'options');
  const { allowHalfOpen = false, objectMode = false, encoding, decodeStrings = true, highWaterMark, signal } = options;
  validateBoolean(objectMode, 'options.objectMode');
  checkEncoding(encoding);
  const sink = new Sink(writable, () => made, { decodeStrings, objectMode });
  const source = new Source(readable, () => made);
  const Duplex = require('stream/duplex');
  const made = new Duplex({
    allowHalfOpen, highWaterMark, objectMode, encoding, decodeStrings, signal,
    ...methodsOf(sink),
    read: () => source.read(),
    destroy: destroyAll(() => [sink, source]),
  });
  return made;
}

module.exports = { readableFromWeb, writableFromWeb, duplexFromWeb };
