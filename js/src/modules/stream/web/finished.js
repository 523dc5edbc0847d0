// finished(), addAbortSignal() and pipeline() for streams of the Web.

const { AbortError, codes: { ERR_INVALID_ARG_TYPE } } = require('internal/errors');
const { ignore, kState } = require('stream/web/common');
const { isTransformStream } = require('stream/utils');

function eosWeb(stream, options, callback) {
  const state = stream[kState];
  // One that only looks like a stream of the Web does not tell when it is over.
  if (typeof state?.whenOver !== 'function') {
    throw new ERR_INVALID_ARG_TYPE('stream', ['ReadableStream', 'WritableStream', 'Stream'], stream);
  }
  const { signal } = options;
  let done = false;
  let listening;
  const tell = (error) => {
    if (done) return;
    done = true;
    listening?.[Symbol.dispose]();
    callback.call(stream, error);
  };
  if (signal) {
    const onAbort = () => tell(new AbortError(undefined, { cause: signal.reason }));
    if (signal.aborted) process.nextTick(onAbort);
    else listening = require('events/static').addAbortListener(signal, onAbort);
  }
  const later = (error) => process.nextTick(tell, error);
  state.whenOver().then(later, later);
  return ignore;
}

// Ends the stream with an error, from outside.
function fail(stream, error) {
  const { controller } = stream[kState];
  if (controller.errorIfNeeded !== undefined) controller.errorIfNeeded(error);
  else controller.error(error);
}

// Writes what an iterable gives into a stream of the Web, for pipeline().
async function pumpToWeb(iterable, target, finish, end) {
  const writer = (isTransformStream(target) ? target.writable : target).getWriter();
  try {
    for await (const chunk of iterable) {
      await writer.ready;
      writer.write(chunk).then(undefined, ignore);
    }
    await writer.ready;
    if (end) await writer.close();
    finish();
  } catch (error) {
    try {
      await writer.abort(error);
      finish(error);
    } catch (late) {
      finish(late);
    }
  }
}

module.exports = { eosWeb, fail, pumpToWeb };
