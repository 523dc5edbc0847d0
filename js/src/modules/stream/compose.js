// compose(...streams): one duplex for a chain of streams. What is written to it goes to the first of them, what is
// read from it comes from the last.

const { AbortError, codes: { ERR_INVALID_ARG_VALUE, ERR_MISSING_ARGS } } = require('internal/errors');
const { validateAbortSignal, validateObject } = require('internal/validators');
const Duplex = require('stream/duplex');
const { eos } = require('stream/finished');
const { pipeline } = require('stream/pipeline');
const { destroyer } = require('stream/destroy');
const {
  isNodeStream, isReadable, isReadableStream, isTransformStream, isWritable, isWritableStream,
} = require('stream/utils');

function compose(...streams) {
  if (streams.length === 0) throw new ERR_MISSING_ARGS('streams');
  if (streams.length === 1) return Duplex.from(streams[0]);
  const given = streams.slice();
  for (const i of [0, streams.length - 1]) {
    if (typeof streams[i] === 'function') streams[i] = Duplex.from(streams[i]);
  }
  const modes = {
    writableObjectMode: Boolean(streams[0]?.writableObjectMode),
    readableObjectMode: Boolean(streams[streams.length - 1]?.readableObjectMode),
  };
  streams = streams.map(asNodeStream);
  streams.forEach((stream, i) => {
    if (!isNodeStream(stream)) return;
    if (i < streams.length - 1 && !isReadable(stream)) {
      throw new ERR_INVALID_ARG_VALUE(`streams[${i}]`, given[i], 'must be readable');
    }
    if (i > 0 && !isWritable(stream)) {
      throw new ERR_INVALID_ARG_VALUE(`streams[${i}]`, given[i], 'must be writable');
    }
  });
  return chain(streams, modes);
}

// Streams of the Web take part as streams of Node, and pass on what they are given as it is.
function asNodeStream(stream) {
  const options = { objectMode: true };
  if (isReadableStream(stream)) return require('stream/readable').fromWeb(stream, options);
  if (isWritableStream(stream)) return require('stream/writable').fromWeb(stream, options);
  if (isTransformStream(stream)) return Duplex.fromWeb(stream, options);
  return stream;
}

function chain(streams, modes) {
  // Callbacks that wait for the streams inside. `close` is undefined until the chain or the duplex has ended.
  const waiting = { drain: null, finish: null, close: undefined };
  const call = (name) => {
    const callback = waiting[name];
    waiting[name] = null;
    if (callback) callback();
  };

  const head = streams[0];
  const tail = pipeline(streams, (error) => {
    const callback = waiting.close;
    waiting.close = null;
    if (callback) callback(error);
    else if (error || (!readable && !writable)) duplex.destroy(error);
  });
  const writable = isWritable(head) === true;
  const readable = isReadable(tail) === true;
  const duplex = new Duplex({
    ...modes,
    writable,
    readable,
  });

  if (writable) {
    duplex._write = function _write(chunk, encoding, callback) {
      if (head.write(chunk, encoding)) callback();
      else waiting.drain = callback;
    };
    duplex._final = function _final(callback) {
      head.end();
      waiting.finish = callback;
    };
    head.on('drain', () => call('drain'));
    eos(tail, () => call('finish'));
  }
  if (readable) {
    duplex._read = function _read() {
      tail.resume();
    };
    tail.on('data', (chunk) => {
      if (!duplex.push(chunk)) tail.pause();
    });
    tail.on('end', () => duplex.push(null));
  }
  duplex._destroy = function _destroy(error, callback) {
    if (!error && waiting.close !== null) error = new AbortError();
    waiting.drain = waiting.finish = null;
    if (isNodeStream(tail)) destroyer(tail, error);
    if (waiting.close === null) callback(error);
    else waiting.close = callback;
  };
  return duplex;
}

// readable.compose(stream, options)
function composeOperator(stream, options) {
  if (options !== undefined && options !== null) validateObject(options, 'options');
  const signal = options?.signal;
  if (signal !== undefined && signal !== null) validateAbortSignal(signal, 'options.signal');
  const composed = compose(this, stream);
  if (signal) require('stream/add_abort_signal').connect(signal, composed);
  return composed;
}

module.exports = { compose, composeOperator };
