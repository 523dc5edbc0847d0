// From streams of Node to streams of the Web: toWeb of Readable, Writable and Duplex.

const { AbortError, codes: { ERR_INVALID_ARG_TYPE } } = require('internal/errors');
const { validateObject, validateOneOf } = require('internal/validators');
const { destroyer } = require('stream/destroy');
const { eos } = require('stream/finished');
const { isDestroyed, isReadable, isWritable, isWritableEnded } = require('stream/utils');
const { ReadableStream } = require('stream/web/readable');
const { WritableStream } = require('stream/web/writable');
const { ByteLengthQueuingStrategy, CountQueuingStrategy } = require('stream/web/strategies');
const { ignore } = require('stream/web/common');

// What the stream of Node's kind says of its early end is an abort for one of the Web.
function outward(error) {
  return error?.code === 'ERR_STREAM_PREMATURE_CLOSE' ? new AbortError(undefined, { cause: error }) : error;
}

function readableToWeb(stream, options = {}) {
  if (typeof stream?._readableState !== 'object') {
    throw new ERR_INVALID_ARG_TYPE('streamReadable', 'stream.Readable', stream);
  }
  validateObject(options, 'options');
  const { type, strategy } = options;
  if (type !== undefined) validateOneOf(type, 'options.type', ['bytes', undefined]);
  if (isDestroyed(stream) || !isReadable(stream)) return cancelled(type);
  return new ReadableStream(sourceOf(stream, type), strategyFor(stream, type, strategy));
}

function cancelled(type) {
  const made = new ReadableStream({ type });
  made.cancel();
  return made;
}

function strategyFor(stream, type, strategy) {
  const { readableObjectMode, readableHighWaterMark: highWaterMark } = stream;
  if (type === 'bytes') return { highWaterMark };
  if (strategy) return strategy;
  return readableObjectMode ? new CountQueuingStrategy({ highWaterMark }) :
    new ByteLengthQueuingStrategy({ highWaterMark });
}

function sourceOf(stream, type) {
  let controller;
  let over = false;
  stream.pause();
  const stop = eos(stream, (failure) => {
    stop();
    // What still goes wrong is nobody's business.
    stream.on('error', ignore);
    if (over) return;
    over = true;
    if (failure) {
      controller.error(outward(failure));
      return;
    }
    controller.close();
    // Whoever waits with a buffer is told, too.
    if (type === 'bytes') controller.byobRequest?.respond(0);
  });
  stream.on('data', (chunk) => {
    if (over) return;
    // A Buffer may share its memory with others, which must not be taken away.
    controller.enqueue(Buffer.isBuffer(chunk) && !stream.readableObjectMode ? new Uint8Array(chunk) : chunk);
    if (controller.desiredSize <= 0) stream.pause();
  });
  return {
    type,
    start(given) { controller = given; },
    pull() { stream.resume(); },
    cancel(reason) {
      over = true;
      destroyer(stream, reason);
    },
  };
}

function writableToWeb(stream) {
  if (typeof stream?._writableState !== 'object') {
    throw new ERR_INVALID_ARG_TYPE('streamWritable', 'stream.Writable', stream);
  }
  if (isDestroyed(stream) || !isWritable(stream)) return closed();
  const highWaterMark = stream.writableHighWaterMark;
  const strategy = stream.writableObjectMode ? new CountQueuingStrategy({ highWaterMark }) : { highWaterMark };
  return new WritableStream(sinkOf(stream), strategy);
}

function closed() {
  const made = new WritableStream();
  made.close();
  return made;
}

function sinkOf(stream) {
  let controller;
  let drain;
  let closing;
  const stop = eos(stream, (failure) => {
    stop();
    stream.on('error', ignore);
    const error = outward(failure);
    if (error) {
      drain?.reject(error);
      closing?.reject(error);
      controller.error(error);
    } else if (closing) {
      closing.resolve();
    } else {
      controller.error(new AbortError());
    }
    closing = undefined;
  });
  stream.on('drain', () => {
    drain?.resolve();
    drain = undefined;
  });
  return {
    start(given) { controller = given; },
    write(chunk) {
      const { isAnyArrayBuffer } = require('internal/types');
      const bytes = isAnyArrayBuffer(chunk) && !stream.writableObjectMode ? new Uint8Array(chunk) : chunk;
      if (stream.write(bytes)) return undefined;
      drain = Promise.withResolvers();
      return drain.promise;
    },
    abort(reason) { destroyer(stream, reason); },
    close() {
      if (closing !== undefined || isWritableEnded(stream)) return closing?.promise;
      closing = Promise.withResolvers();
      const { promise } = closing;
      stream.end();
      return promise;
    },
  };
}

function duplexToWeb(stream, options = {}) {
  if (typeof stream?._writableState !== 'object' || typeof stream?._readableState !== 'object') {
    throw new ERR_INVALID_ARG_TYPE('duplex', 'stream.Duplex', stream);
  }
  validateObject(options, 'options');
  const { type = options.readableType } = options;
  if (isDestroyed(stream)) return { writable: closed(), readable: cancelled(type) };
  return {
    writable: isWritable(stream) ? writableToWeb(stream) : closed(),
    readable: isReadable(stream) ? readableToWeb(stream, { ...options, type }) : cancelled(type),
  };
}

module.exports = { readableToWeb, writableToWeb, duplexToWeb };
