// Birth and death of streams: construct, destroy, errors and 'close'. One set of functions serves both kinds; a
// duplex has both states and they change together.

const {
  CONSTRUCTED, EMIT_CLOSE, AUTO_DESTROY, DESTROYED, ERRORED, ERROR_EMITTED, CLOSED, CLOSE_EMITTED,
} = require('stream/state');

// Internal events of streams that are still being constructed.
const kDestroy = Symbol('kDestroy');
const kConstruct = Symbol('kConstruct');

// Sets flags on the states of a stream, whichever it has.
function mark(stream, flags) {
  const r = stream._readableState;
  const w = stream._writableState;
  if (w) w.state |= flags;
  if (r) r.state |= flags;
}

// The flags that either state has.
function flagsOf(stream) {
  const r = stream._readableState;
  const w = stream._writableState;
  return (w ? w.state : 0) | (r ? r.state : 0);
}

// The first error stays; its stack is read now, while the frames that it names are still true.
function remember(stream, error) {
  if (!error) return;
  error.stack; // eslint-disable-line no-unused-expressions
  const r = stream._readableState;
  const w = stream._writableState;
  if (w && !w.errored) w.errored = error;
  if (r && !r.errored) r.errored = error;
}

// Stream.prototype.destroy of all kinds.
function destroy(error, callback) {
  if (flagsOf(this) & DESTROYED) {
    if (typeof callback === 'function') callback();
    return this;
  }
  remember(this, error);
  mark(this, DESTROYED);
  const state = this._writableState || this._readableState;
  if (state.state & CONSTRUCTED) {
    runDestroy(this, error, callback);
  } else {
    // Construction must end before destruction begins.
    this.once(kDestroy, function onConstructed(late) {
      runDestroy(this, require('internal/errors').aggregateTwoErrors(late, error), callback);
    });
  }
  return this;
}

function runDestroy(stream, error, callback) {
  let called = false;
  function done(failure) {
    if (called) return;
    called = true;
    remember(stream, failure);
    mark(stream, CLOSED);
    if (stream._writableState) stream._writableState.onwrite = null;
    if (typeof callback === 'function') callback(failure);
    if (failure) process.nextTick(emitErrorAndClose, stream, failure);
    else process.nextTick(emitClose, stream);
  }
  try {
    stream._destroy(error || null, done);
  } catch (failure) {
    done(failure);
  }
}

function emitErrorAndClose(stream, error) {
  emitError(stream, error);
  emitClose(stream);
}

function emitClose(stream) {
  mark(stream, CLOSE_EMITTED);
  if (flagsOf(stream) & EMIT_CLOSE) stream.emit('close');
}

function emitError(stream, error) {
  if (flagsOf(stream) & ERROR_EMITTED) return;
  mark(stream, ERROR_EMITTED);
  stream.emit('error', error);
}

// Takes back what destroy() did, for streams that are opened again (a socket that connects anew).
function undestroy() {
  const gone = DESTROYED | ERRORED | ERROR_EMITTED | CLOSED | CLOSE_EMITTED;
  const r = this._readableState;
  const w = this._writableState;
  if (r) {
    r.state = (r.state & ~gone) | CONSTRUCTED;
    r.reading = false;
    r.ended = r.endEmitted = r.readable === false;
  }
  if (w) {
    w.state = (w.state & ~gone) | CONSTRUCTED;
    w.finalCalled = w.prefinished = false;
    w.ended = w.ending = w.finished = w.writable === false;
  }
}

// An error of the stream itself. Streams that clean up after themselves are destroyed; others only tell of it, in
// the next tick when `later` (the caller is still inside a method that the program called).
function errorOrDestroy(stream, error, later) {
  const flags = flagsOf(stream);
  if (flags & DESTROYED) return;
  if (flags & AUTO_DESTROY) {
    stream.destroy(error);
  } else if (error) {
    remember(stream, error);
    if (later) process.nextTick(emitError, stream, error);
    else emitError(stream, error);
  }
}

// Runs the _construct of a stream in the next tick and `ready` after it. Both halves of a duplex ask; one runs.
function construct(stream, ready) {
  if (typeof stream._construct !== 'function') return;
  const r = stream._readableState;
  const w = stream._writableState;
  if (r) r.state &= ~CONSTRUCTED;
  if (w) w.state &= ~CONSTRUCTED;
  stream.once(kConstruct, ready);
  if (stream.listenerCount(kConstruct) === 1) process.nextTick(runConstruct, stream);
}

function runConstruct(stream) {
  let called = false;
  function done(error) {
    if (called) {
      const { codes: { ERR_MULTIPLE_CALLBACK } } = require('internal/errors');
      errorOrDestroy(stream, error ?? new ERR_MULTIPLE_CALLBACK());
      return;
    }
    called = true;
    mark(stream, CONSTRUCTED);
    if ((stream._writableState || stream._readableState).state & DESTROYED) stream.emit(kDestroy, error);
    else if (error) errorOrDestroy(stream, error, true);
    else stream.emit(kConstruct);
  }
  try {
    stream._construct((error) => process.nextTick(done, error));
  } catch (error) {
    process.nextTick(done, error);
  }
}

// Destroys anything that resembles a stream, as far as it can be destroyed.
function destroyer(stream, error) {
  const { isDestroyed, isFinished, isServerRequest, isRequest, kIsDestroyed } = require('stream/utils');
  if (!stream || isDestroyed(stream)) return;
  if (!error && !isFinished(stream)) error = new (require('internal/errors').AbortError)();
  if (isServerRequest(stream)) {
    stream.socket = null;
    stream.destroy(error);
  } else if (isRequest(stream)) {
    stream.abort();
  } else if (isRequest(stream.req)) {
    stream.req.abort();
  } else if (typeof stream.destroy === 'function') {
    stream.destroy(error);
  } else if (typeof stream.close === 'function') {
    stream.close();
  }
  if (!stream.destroyed) stream[kIsDestroyed] = true;
}

module.exports = { construct, destroy, destroyer, undestroy, errorOrDestroy, remember };
