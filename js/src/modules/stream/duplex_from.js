// Duplex.from(body): a duplex made of a stream, an iterable, a function, a promise, or a pair of streams.

const { AbortError, codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_RETURN_VALUE } } = require('internal/errors');
const Duplex = require('stream/duplex');
const { destroyer } = require('stream/destroy');
const { inFrontOf } = require('stream/facade');
const { from } = require('stream/from');
const utils = require('stream/utils');

function duplexFrom(body, name) {
  if (utils.isDuplexNodeStream(body)) return body;
  if (utils.isReadableNodeStream(body)) return inFrontOf({ readable: body });
  if (utils.isWritableNodeStream(body)) return inFrontOf({ writable: body });
  if (utils.isNodeStream(body)) return inFrontOf({});
  if (utils.isReadableStream(body)) return inFrontOf({ readable: nodeReadable(body) });
  if (utils.isWritableStream(body)) return inFrontOf({ writable: nodeWritable(body) });
  if (typeof body === 'function') return fromFunction(body, name);
  if (isBlob(body)) return fromPromise(body.arrayBuffer());
  if (utils.isIterable(body)) return from(Duplex, body, { objectMode: true, writable: false });
  if (typeof body?.writable === 'object' || typeof body?.readable === 'object') return fromPair(body);
  if (typeof body?.then === 'function') return fromPromise(body);
  throw new ERR_INVALID_ARG_TYPE(
    name,
    ['Blob', 'ReadableStream', 'WritableStream', 'Stream', 'Iterable', 'AsyncIterable', 'Function',
      '{ readable, writable } pair', 'Promise'],
    body);
}

function isBlob(value) {
  return typeof value === 'object' && value !== null && typeof value.arrayBuffer === 'function' &&
    typeof value.slice === 'function' && typeof value.size === 'number';
}

function nodeReadable(stream) {
  return utils.isReadableStream(stream) ? require('stream/readable').fromWeb(stream) : stream;
}

function nodeWritable(stream) {
  return utils.isWritableStream(stream) ? require('stream/writable').fromWeb(stream) : stream;
}

function fromPair(pair) {
  const readable = nodeReadable(pair.readable);
  const writable = nodeWritable(pair.writable);
  const side = (stream, fits) => (stream ? (fits(stream) ? stream : duplexFrom(stream)) : undefined);
  return inFrontOf({
    readable: side(readable, utils.isReadableNodeStream),
    writable: side(writable, utils.isWritableNodeStream),
  });
}

function fromPromise(promise) {
  const duplex = new Duplex({ objectMode: true, writable: false, read() {} });
  promise.then((value) => {
    if (value !== undefined && value !== null) duplex.push(value);
    duplex.push(null);
  }, (error) => destroyer(duplex, error));
  return duplex;
}

// The function is given what is written to the duplex, as an async iterable. What it returns is what can be read:
// an iterable, or a promise when it only consumes.
function fromFunction(fn, name) {
  const { value, write, final, destroy } = feed(fn);
  // Constructors of streams are functions, too.
  if (utils.isDuplexNodeStream(value)) return value;
  if (utils.isIterable(value)) return from(Duplex, value, { objectMode: true, write, final, destroy });
  if (typeof value?.then !== 'function') {
    throw new ERR_INVALID_RETURN_VALUE('Iterable, AsyncIterable or AsyncFunction', name, value);
  }

  let ending = false;
  const consumed = value.then((result) => {
    if (result !== undefined && result !== null) throw new ERR_INVALID_RETURN_VALUE('nully', 'body', result);
    // It returned before it had read everything: nobody will take the rest.
    if (!ending) destroyer(duplex);
  }, (error) => destroyer(duplex, error));
  const duplex = new Duplex({
    objectMode: true,
    readable: false,
    write,
    final(callback) {
      ending = true;
      final(() => consumed.then(
        () => process.nextTick(callback, null),
        (error) => process.nextTick(callback, error)));
    },
    destroy,
  });
  return duplex;
}

// Calls `fn` with an async generator, and makes the methods of the stream that feeds it: one message at a time,
// { chunk, callback } or { done, callback }.
function feed(fn) {
  const { AbortController } = require('internal/abort_controller');
  const controller = new AbortController();
  const { signal } = controller;
  let deliver = null;
  let message = expectMessage();

  function expectMessage() {
    return new Promise((resolve) => { deliver = resolve; });
  }

  function send(what) {
    const resolve = deliver;
    deliver = null;
    resolve(what);
  }

  async function* messages() {
    for (;;) {
      const { chunk, done, callback } = await message;
      process.nextTick(callback);
      if (done) return;
      if (signal.aborted) throw new AbortError(undefined, { cause: signal.reason });
      message = expectMessage();
      yield chunk;
    }
  }

  return {
    value: fn(messages(), { signal }),
    write(chunk, encoding, callback) {
      send({ chunk, done: false, callback });
    },
    final(callback) {
      send({ done: true, callback });
    },
    destroy(error, callback) {
      controller.abort(error);
      // The generator may be waiting for a message that will never come.
      if (deliver !== null) send({ done: true, callback() {} });
      callback(error);
    },
  };
}

module.exports = { duplexFrom };
