// The way into a readable stream: what push() and unshift() do with a chunk.

const { emitOne, builtInEmit, afterListener } = require('events/emitter');
const { errorOrDestroy } = require('stream/destroy');
const { forgetWaiting } = require('stream/pipe');
const { emitReadable, emitReadableNow, maybeReadMore } = require('stream/readable_flow');
const {
  OBJECT_MODE, SYNC, DESTROYED, ERRORED, ENDED, END_EMITTED, READING, NEED_READABLE, EMITTED_READABLE, READING_MORE,
  DATA_EMITTED, FLOWING, DECODER, AWAIT_DRAIN, DATA_LISTENING, END_UNTOLD, BUFFERED, SELF_FED, READABLE_PLAIN_MASK,
  READABLE_PLAIN,
} = require('stream/state');

// Combined once: the engine would do it anew for every chunk.
const NOT_READING_MASK = ~READING;
const NOT_SIMPLE = BUFFERED | ENDED;
const GOES_ON = READING_MORE | READING | SELF_FED;

// push() as most chunks meet it: a buffer with something in it, for a stream that gives it out at once. It does what
// the general way does, with every question asked once.
function push(chunk, encoding) {
  const state = this._readableState;
  const flags = state.state;
  if ((flags & READABLE_PLAIN_MASK) === READABLE_PLAIN && chunk?.constructor === Buffer && chunk[0] !== undefined) {
    return giveOut(this, state, chunk);
  }
  return flags & OBJECT_MODE ? pushObject(this, state, chunk, encoding) : pushBytes(this, state, chunk, encoding);
}

// Gives a chunk to the listeners of 'data', and says whether more is wanted. The state is plain.
function giveOut(stream, state, chunk) {
  state.state = state.state & NOT_READING_MASK | DATA_EMITTED;
  const listener = stream._events.data;
  if (typeof listener === 'function' && stream.emit === builtInEmit) {
    // As emit would call it. Most listeners return nothing, or what write() has said.
    const result = listener.call(stream, chunk);
    if (result !== undefined && result !== true) afterListener(stream, result, 'data', chunk);
  } else {
    emitOne(stream, 'data', chunk);
  }
  const after = state.state;
  if (after & NOT_SIMPLE) {
    maybeReadMore(stream, state);
    return wantsMore(state);
  }
  if (!(after & GOES_ON)) maybeReadMore(stream, state);
  return true;
}

function wantsMore(state) {
  return !(state.state & ENDED) && (state.length < state.highWaterMark || state.length === 0);
}

function pushObject(stream, state, chunk, encoding) {
  if (chunk === null) return endOfInput(stream, state);
  if (!mayPush(stream, state)) return false;
  if ((state.state & DECODER) && !encoding) chunk = state.decoder.write(chunk);
  addChunk(stream, state, chunk, 1, false);
  return wantsMore(state);
}

function pushBytes(stream, state, chunk, encoding) {
  if (chunk === null) return endOfInput(stream, state);
  let decoded = false;
  if (typeof chunk === 'string') {
    encoding = encoding || state.defaultEncoding;
    if (encoding === state.encoding) decoded = true;
    else chunk = Buffer.from(chunk, encoding);
  } else if (!(chunk instanceof Buffer)) {
    if (ArrayBuffer.isView(chunk)) chunk = asBuffer(chunk);
    else if (chunk !== undefined) return refuse(stream, chunk);
  }
  if (chunk === undefined || chunk.length === 0) {
    state.state &= ~READING;
    maybeReadMore(stream, state);
    return wantsMore(state);
  }
  if (!mayPush(stream, state)) return false;
  if ((state.state & DECODER) && !decoded) {
    chunk = state.decoder.write(chunk);
    // Only the beginning of a character has come.
    if (chunk.length === 0) {
      maybeReadMore(stream, state);
      return wantsMore(state);
    }
  }
  addChunk(stream, state, chunk, chunk.length, false);
  return wantsMore(state);
}

function unshiftObject(stream, state, chunk) {
  if (chunk === null) return endOfInput(stream, state);
  return putBack(stream, state, chunk, 1);
}

function unshiftBytes(stream, state, chunk, encoding) {
  if (chunk === null) return endOfInput(stream, state);
  if (typeof chunk === 'string') {
    encoding = encoding || state.defaultEncoding;
    if (encoding !== state.encoding) {
      const bytes = Buffer.from(chunk, encoding);
      chunk = state.encoding ? bytes.toString(state.encoding) : bytes;
    }
  } else if (ArrayBuffer.isView(chunk)) {
    chunk = asBuffer(chunk);
  } else if (chunk !== undefined) {
    return refuse(stream, chunk);
  }
  if (chunk === undefined || chunk.length === 0) return wantsMore(state);
  return putBack(stream, state, chunk, chunk.length);
}

function putBack(stream, state, chunk, size) {
  if (state.state & END_EMITTED) {
    const { codes: { ERR_STREAM_UNSHIFT_AFTER_END_EVENT } } = require('internal/errors');
    errorOrDestroy(stream, new ERR_STREAM_UNSHIFT_AFTER_END_EVENT());
  } else if (state.state & (DESTROYED | ERRORED)) {
    return false;
  } else {
    addChunk(stream, state, chunk, size, true);
  }
  return wantsMore(state);
}

function asBuffer(view) {
  return view instanceof Buffer ? view : Buffer.from(view.buffer, view.byteOffset, view.byteLength);
}

function refuse(stream, chunk) {
  const { codes: { ERR_INVALID_ARG_TYPE } } = require('internal/errors');
  errorOrDestroy(stream, new ERR_INVALID_ARG_TYPE('chunk', ['string', 'Buffer', 'TypedArray', 'DataView'], chunk));
  return false;
}

function mayPush(stream, state) {
  if (state.state & ENDED) {
    const { codes: { ERR_STREAM_PUSH_AFTER_EOF } } = require('internal/errors');
    errorOrDestroy(stream, new ERR_STREAM_PUSH_AFTER_EOF());
    return false;
  }
  if (state.state & (DESTROYED | ERRORED)) return false;
  state.state &= ~READING;
  return true;
}

const DIRECT_MASK = FLOWING | SYNC | DATA_LISTENING | BUFFERED;
const DIRECT = FLOWING | DATA_LISTENING;

// When nothing is buffered, the stream flows and somebody listens, a chunk need not go through the buffer.
function addChunk(stream, state, chunk, size, front) {
  if ((state.state & DIRECT_MASK) === DIRECT) {
    if (state.state & AWAIT_DRAIN) forgetWaiting(state);
    state.state |= DATA_EMITTED;
    emitOne(stream, 'data', chunk);
  } else {
    if (front) state.prepend(chunk, size);
    else state.append(chunk, size);
    if (state.state & NEED_READABLE) emitReadable(stream);
  }
  maybeReadMore(stream, state);
}

function endOfInput(stream, state) {
  state.state &= ~READING;
  if (state.state & ENDED) return false;
  if (state.decoder) {
    const rest = state.decoder.end();
    if (rest && rest.length) state.append(rest, state.state & OBJECT_MODE ? 1 : rest.length);
  }
  state.state |= ENDED;
  if (state.state & SYNC) {
    // Inside _read: whoever called read() must get its result before hearing of the end.
    if ((state.state & (FLOWING | NEED_READABLE)) || stream.listenerCount('readable') > 0) emitReadable(stream);
    else state.state |= END_UNTOLD;
  } else {
    state.state = (state.state & ~NEED_READABLE) | EMITTED_READABLE;
    emitReadableNow(stream);
  }
  return false;
}

// Readable.prototype.unshift
function unshift(chunk, encoding) {
  const state = this._readableState;
  return state.state & OBJECT_MODE ? unshiftObject(this, state, chunk) : unshiftBytes(this, state, chunk, encoding);
}

module.exports = { push, giveOut, unshift };
