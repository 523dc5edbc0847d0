// Readable: chunks go in at push() and come out at read(), 'data' and 'readable'.

const { add, initialise, emitOne } = require('events/emitter');
const { Stream } = require('stream/legacy');
const { ReadableState } = require('stream/readable_state');
const destruction = require('stream/destroy');
const { pipe, unpipe, forgetWaiting } = require('stream/pipe');
const { take } = require('stream/buffer_list');
const { push, unshift } = require('stream/readable_in');
const { emitReadable, maybeReadMore, flow, endReadable } = require('stream/readable_flow');
const {
  OBJECT_MODE, SYNC, CONSTRUCTED, DESTROYED, ERRORED, ERROR_EMITTED, CLOSE_EMITTED, ENDED, END_EMITTED, READING,
  NEED_READABLE, EMITTED_READABLE, READABLE_LISTENING, RESUME_SCHEDULED, DATA_EMITTED, HAS_FLOWING, FLOWING, HAS_PAUSED,
  PAUSED, AWAIT_DRAIN, DATA_LISTENING, END_UNTOLD, DECODER,
} = require('stream/state');

const { errorOrDestroy } = destruction;

function Readable(options) {
  if (!(this instanceof Readable)) return new Readable(options);
  this._readableState = new ReadableState(options, this, false);
  if (options) applyOptions(this, options);
  initialise(this, options);
  afterConstruct(this);
}

module.exports = Readable;
Readable.ReadableState = ReadableState;
Object.setPrototypeOf(Readable.prototype, Stream.prototype);
Object.setPrototypeOf(Readable, Stream);

function applyOptions(stream, options) {
  if (typeof options.read === 'function') stream._read = options.read;
  if (typeof options.destroy === 'function') stream._destroy = options.destroy;
  if (typeof options.construct === 'function') stream._construct = options.construct;
  if (options.signal) require('stream/add_abort_signal').addAbortSignal(options.signal, stream);
}

function afterConstruct(stream) {
  if (stream._construct === null) return;
  destruction.construct(stream, function onConstructed() {
    const state = this._readableState;
    if (state.state & NEED_READABLE) maybeReadMore(this, state);
  });
}

Readable.prototype._construct = null;
Readable.prototype.destroy = destruction.destroy;
Readable.prototype._undestroy = destruction.undestroy;
Readable.prototype._destroy = function _destroy(error, callback) {
  callback(error);
};
Readable.prototype[Symbol.for('nodejs.rejection')] = function (error) {
  this.destroy(error);
};
Readable.prototype._read = function _read(n) {
  const { codes: { ERR_METHOD_NOT_IMPLEMENTED } } = require('internal/errors');
  throw new ERR_METHOD_NOT_IMPLEMENTED('_read()');
};

// ---- in

Readable.prototype.push = push;
Readable.prototype.unshift = unshift;

// ---- out

// Asks for as much as there is.
const ALL = NaN;

Readable.prototype.read = function read(n) {
  const state = this._readableState;
  const asked = n === undefined ? ALL : n === 0 || Number.isInteger(n) ? n : Number.parseInt(n, 10);
  if (asked > state.highWaterMark) state.highWaterMark = raisedTo(asked);
  if (asked === 0) {
    if (mustTellOnly(this, state)) return null;
  } else {
    state.state &= ~(EMITTED_READABLE | END_UNTOLD);
  }

  let size = asked === 0 ? 0 : available(asked, state);
  if (size === 0 && (state.state & ENDED)) {
    if (state.length === 0) endReadable(this);
    return null;
  }

  // Reads ahead when little is left or somebody waits, unless it must not or need not.
  if ((state.state & MAY_READ_MASK) === CONSTRUCTED &&
      ((state.state & NEED_READABLE) || state.length === 0 || state.length - size < state.highWaterMark)) {
    callRead(this, state);
    // _read may have pushed at once.
    if (asked !== 0 && !(state.state & READING)) size = available(asked, state);
  }

  const chunk = size > 0 ? take(size, state) : null;
  if (chunk === null) {
    if (state.length <= state.highWaterMark) state.state |= NEED_READABLE;
    size = 0;
  } else {
    state.length -= size;
    if (state.state & AWAIT_DRAIN) forgetWaiting(state);
  }
  if (state.length === 0) {
    if (!(state.state & ENDED)) state.state |= NEED_READABLE;
    else if (asked !== size) endReadable(this);
  }
  if (chunk !== null && !(state.state & (ERROR_EMITTED | CLOSE_EMITTED))) {
    state.state |= DATA_EMITTED;
    emitOne(this, 'data', chunk);
  }
  return chunk;
};

const MAY_READ_MASK = ENDED | READING | DESTROYED | ERRORED | CONSTRUCTED;

// read(0) when somebody waits for 'readable', and there is enough or nothing more will come: it only tells.
function mustTellOnly(stream, state) {
  if (!(state.state & NEED_READABLE)) return false;
  const { length } = state;
  if (!(state.state & ENDED)) {
    if (length === 0 || length < state.highWaterMark) return false;
  } else if (length === 0) {
    endReadable(stream);
    return true;
  }
  emitReadable(stream);
  return true;
}

function callRead(stream, state) {
  state.state |= state.length === 0 ? READING | SYNC | NEED_READABLE : READING | SYNC;
  try {
    stream._read(state.highWaterMark);
  } catch (error) {
    errorOrDestroy(stream, error);
  }
  state.state &= ~SYNC;
}

function available(n, state) {
  const { state: flags, length } = state;
  if (n <= 0 || (length === 0 && (flags & ENDED))) return 0;
  if (flags & OBJECT_MODE) return 1;
  if (Number.isNaN(n)) {
    // One chunk at a time, as it was pushed. Only decoded text is put together for who reads by himself.
    return length && (flags & (FLOWING | DECODER)) !== DECODER ? state.buffer[state.bufferIndex].length : length;
  }
  if (n <= length) return n;
  return flags & ENDED ? length : 0;
}

// Who reads more than the mark at once wants a higher mark: the next power of two, so that it is raised seldom.
function raisedTo(n) {
  if (n > 0x40000000) {
    const { codes: { ERR_OUT_OF_RANGE } } = require('internal/errors');
    throw new ERR_OUT_OF_RANGE('size', '<= 1GiB', n);
  }
  let mark = 1;
  while (mark < n) mark *= 2;
  return mark;
}

// ---- flowing

Readable.prototype.pipe = pipe;
Readable.prototype.unpipe = unpipe;

Readable.prototype.on = function on(type, listener) {
  add(this, type, listener, false);
  if (type === 'data') {
    const state = this._readableState;
    state.state |= DATA_LISTENING;
    if (this._events.readable !== undefined) state.state |= READABLE_LISTENING;
    // Listening to data starts the flow, unless pause() was called.
    if ((state.state & (HAS_FLOWING | FLOWING)) !== HAS_FLOWING) this.resume();
  } else if (type === 'readable') {
    listenToReadable(this, this._readableState);
  }
  return this;
};
Readable.prototype.addListener = Readable.prototype.on;

function listenToReadable(stream, state) {
  if (state.state & (END_EMITTED | READABLE_LISTENING)) return;
  state.state = (state.state & ~(FLOWING | EMITTED_READABLE)) | READABLE_LISTENING | NEED_READABLE | HAS_FLOWING;
  if (state.length) {
    emitReadable(stream);
    return;
  }
  if (state.state & END_UNTOLD) {
    state.state &= ~END_UNTOLD;
    emitReadable(stream);
  }
  if (!(state.state & READING)) process.nextTick(readZero, stream);
}

function readZero(stream) {
  stream.read(0);
}

// Which way the stream goes after the last listener of 'readable' left is decided in the next tick: the program may
// put another in its place.
Readable.prototype.removeListener = function removeListener(type, listener) {
  Stream.prototype.removeListener.call(this, type, listener);
  if (type === 'readable') process.nextTick(updateListening, this);
  else if (type === 'data' && this.listenerCount('data') === 0) this._readableState.state &= ~DATA_LISTENING;
  return this;
};
Readable.prototype.off = Readable.prototype.removeListener;

Readable.prototype.removeAllListeners = function removeAllListeners(type) {
  Stream.prototype.removeAllListeners.apply(this, arguments);
  if (type === 'readable' || type === undefined) process.nextTick(updateListening, this);
  return this;
};

function updateListening(stream) {
  const state = stream._readableState;
  const listening = stream.listenerCount('readable') > 0;
  if (listening) state.state |= READABLE_LISTENING;
  else state.state &= ~READABLE_LISTENING;
  if ((state.state & RESUME_SCHEDULED) && (state.state & (HAS_PAUSED | PAUSED)) === HAS_PAUSED) {
    state.state |= HAS_FLOWING | FLOWING;
  } else if (state.state & DATA_LISTENING) {
    stream.resume();
  } else if (!listening) {
    state.state &= ~(HAS_FLOWING | FLOWING);
  }
}

Readable.prototype.resume = function resume() {
  const state = this._readableState;
  if (state.state & DESTROYED) return this;
  if (!(state.state & FLOWING)) {
    // With a listener of 'readable' the program reads by itself.
    state.state |= state.state & READABLE_LISTENING ? HAS_FLOWING : HAS_FLOWING | FLOWING;
    if (!(state.state & RESUME_SCHEDULED)) {
      state.state |= RESUME_SCHEDULED;
      process.nextTick(resumeNow, this, state);
    }
  }
  state.state = (state.state & ~PAUSED) | HAS_PAUSED;
  return this;
};

function resumeNow(stream, state) {
  if (!(state.state & READING)) stream.read(0);
  state.state &= ~RESUME_SCHEDULED;
  stream.emit('resume');
  flow(stream);
  if ((state.state & (FLOWING | READING)) === FLOWING) stream.read(0);
}

Readable.prototype.pause = function pause() {
  const state = this._readableState;
  if (state.state & DESTROYED) return this;
  if ((state.state & (HAS_FLOWING | FLOWING)) !== HAS_FLOWING) {
    state.state = (state.state & ~FLOWING) | HAS_FLOWING;
    this.emit('pause');
  }
  state.state |= HAS_PAUSED | PAUSED;
  return this;
};

Readable.prototype.isPaused = function isPaused() {
  const { state } = this._readableState;
  return (state & PAUSED) !== 0 || (state & (HAS_FLOWING | FLOWING)) === HAS_FLOWING;
};

Readable.prototype.setEncoding = function setEncoding(encoding) {
  const state = this._readableState;
  state.setDecoder(encoding);
  // What is buffered was meant to be read with the new encoding as well.
  let text = '';
  for (let i = state.bufferIndex; i < state.buffer.length; i++) text += state.decoder.write(state.buffer[i]);
  state.clear();
  state.length = 0;
  if (text !== '') state.append(text, text.length);
  return this;
};

require('stream/readable_face');
