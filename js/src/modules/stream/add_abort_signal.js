// A stream that is destroyed when a signal aborts.

const { AbortError, codes: { ERR_INVALID_ARG_TYPE } } = require('internal/errors');
const { isNodeStream, isWebStream } = require('stream/utils');

function isSignal(value) {
  return typeof value === 'object' && value !== null && 'aborted' in value;
}

function addAbortSignal(signal, stream) {
  if (!isSignal(signal)) throw new ERR_INVALID_ARG_TYPE('signal', 'AbortSignal', signal);
  if (!isNodeStream(stream) && !isWebStream(stream)) {
    throw new ERR_INVALID_ARG_TYPE('stream', ['ReadableStream', 'WritableStream', 'Stream'], stream);
  }
  return connect(signal, stream);
}

function connect(signal, stream) {
  const onAbort = () => {
    const error = new AbortError(undefined, { cause: signal.reason });
    if (isNodeStream(stream)) stream.destroy(error);
    else require('stream/web/finished').fail(stream, error);
  };
  if (signal.aborted) {
    onAbort();
    return stream;
  }
  const listening = require('events/static').addAbortListener(signal, onAbort);
  require('stream/finished').eos(stream, () => listening[Symbol.dispose]());
  return stream;
}

module.exports = { addAbortSignal, connect };
