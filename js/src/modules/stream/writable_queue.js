// The way of a chunk from write() to its callback: written at once or queued, the answer of _write, the queue again.

const { errorOrDestroy, remember } = require('stream/destroy');
const { finishMaybe } = require('stream/writable_finish');
const {
  OBJECT_MODE, SYNC, CONSTRUCTED, DESTROYED, ERRORED, BUFFERED, ENDING, NEED_DRAIN, WRITING, EXPECT_CALLBACK,
  PROCESSING, CORKED, MIXED_CHUNKS, CALLBACKS, AFTER_WRITE, WRITE_CALLBACK,
} = require('stream/state');

// Combined once: the engine would do it anew for every chunk.
const IDLE_MASK = WRITING | CORKED | ERRORED | CONSTRUCTED;
const WRITES = WRITING | EXPECT_CALLBACK | SYNC;
const WRITES_FOR_CALLBACK = WRITES | WRITE_CALLBACK;
const ANSWERED_MASK = ~(WRITING | EXPECT_CALLBACK | WRITE_CALLBACK);
const NOT_SYNC_MASK = ~SYNC;
const FAILED = ERRORED | DESTROYED;

// Stands for "no callback".
function nop() {}

// Gives a chunk to _write, or queues it while the stream is busy. False when the writer should wait for 'drain'.
function writeOrBuffer(stream, state, chunk, encoding, callback) {
  const flags = state.state;
  const size = flags & OBJECT_MODE ? 1 : chunk.length;
  state.length += size;
  state.pendingcb++;

  if ((flags & IDLE_MASK) !== CONSTRUCTED) {
    state.append(chunk, encoding, callback);
    if (encoding !== 'buffer') state.state |= MIXED_CHUNKS;
    if (callback !== nop) state.state |= CALLBACKS;
  } else {
    state.writelen = size;
    if (callback === nop) {
      state.state = flags | WRITES;
    } else {
      state.writecb = callback;
      state.state = flags | WRITES_FOR_CALLBACK;
    }
    stream._write(chunk, encoding, state.onwrite ?? bindOnwrite(stream, state));
    state.state &= NOT_SYNC_MASK;
  }
  // What was written at once counts no more; 'drain' is owed only for what is left.
  const { length } = state;
  if (length !== 0 && length >= state.highWaterMark) {
    state.state |= NEED_DRAIN;
    return false;
  }
  return !(state.state & FAILED);
}

// Makes the callback of _write and _writev.
function bindOnwrite(stream, state) {
  state.onwrite = function onwrite(error) {
    const flags = state.state;
    if (!(flags & EXPECT_CALLBACK)) {
      const { codes: { ERR_MULTIPLE_CALLBACK } } = require('internal/errors');
      errorOrDestroy(stream, new ERR_MULTIPLE_CALLBACK());
      return;
    }
    let callback = nop;
    if (flags & WRITE_CALLBACK) {
      callback = state.writecb;
      state.writecb = null;
    }
    state.state = flags & ANSWERED_MASK;
    state.length -= state.writelen;
    state.writelen = 0;

    if (error) {
      remember(stream, error);
      if (flags & SYNC) process.nextTick(failWrite, stream, state, error, callback);
      else failWrite(stream, state, error, callback);
      return;
    }
    if (flags & BUFFERED) clearBuffer(stream, state);
    if (!(flags & SYNC)) afterWrite(stream, state, 1, callback);
    else if (callback === nop && !(flags & SLOW_ANSWER)) state.pendingcb--;
    else answerLater(stream, state, callback);
  };
  return state.onwrite;
}

// A write without a callback that was done at once needs no further thought, unless one of these holds.
const SLOW_ANSWER = OBJECT_MODE | NEED_DRAIN | ENDING | BUFFERED;

// _write called back at once: its caller is still inside write(), so the callback comes in the next tick. Writes
// without a callback, or with the same one, share a tick.
function answerLater(stream, state, callback) {
  if (callback === nop) {
    // In object mode Node takes a tick in any case, and 'finish' comes later by it.
    const owed = (state.state & OBJECT_MODE) || ((state.state & NEED_DRAIN) && state.length === 0);
    if (owed && !(state.state & AFTER_WRITE)) {
      state.state |= AFTER_WRITE;
      process.nextTick(afterWrite, stream, state, 1, callback);
    } else {
      state.pendingcb--;
      if (state.state & ENDING) finishMaybe(stream, state, true);
    }
    return;
  }
  const info = state.afterWriteTickInfo;
  if (info !== null && info.callback === callback) {
    info.count++;
    return;
  }
  state.afterWriteTickInfo = { count: 1, callback, stream, state };
  state.state |= AFTER_WRITE;
  process.nextTick(afterWriteTick, state.afterWriteTickInfo);
}

function afterWriteTick({ stream, state, count, callback }) {
  state.afterWriteTickInfo = null;
  afterWrite(stream, state, count, callback);
}

function afterWrite(stream, state, count, callback) {
  state.state &= ~AFTER_WRITE;
  if ((state.state & (ENDING | DESTROYED | NEED_DRAIN)) === NEED_DRAIN && state.length === 0) {
    state.state &= ~NEED_DRAIN;
    stream.emit('drain');
  }
  while (count-- > 0) {
    state.pendingcb--;
    callback(null);
  }
  if (state.state & DESTROYED) errorBuffer(state);
  if (state.state & ENDING) finishMaybe(stream, state, true);
}

function failWrite(stream, state, error, callback) {
  state.pendingcb--;
  callback(error);
  // What is queued behind will never be written, even when the stream is not destroyed by the error.
  errorBuffer(state);
  errorOrDestroy(stream, error);
}

// Fails everything that is still queued.
function errorBuffer(state) {
  if (state.state & WRITING) return;
  const { codes: { ERR_STREAM_DESTROYED } } = require('internal/errors');
  if (state.state & BUFFERED) {
    for (let i = state.bufferedIndex; i < state.buffered.length; i++) {
      const { chunk, callback } = state.buffered[i];
      state.length -= state.state & OBJECT_MODE ? 1 : chunk.length;
      callback(state.errored ?? new ERR_STREAM_DESTROYED('write'));
    }
  }
  state.callFinished(state.errored ?? new ERR_STREAM_DESTROYED('end'));
  state.reset();
}

// Writes what was queued: all of it at once with _writev, or one chunk after the other.
function clearBuffer(stream, state) {
  if ((state.state & (CORKED | PROCESSING | DESTROYED | CONSTRUCTED | BUFFERED)) !== (CONSTRUCTED | BUFFERED)) return;
  state.state |= PROCESSING;
  if (state.buffered.length - state.bufferedIndex > 1 && stream._writev) writeAll(stream, state);
  else writeEach(stream, state);
  state.state &= ~PROCESSING;
}

function writeAll(stream, state) {
  const { buffered, bufferedIndex: first } = state;
  const noCallbacks = !(state.state & CALLBACKS);
  const chunks = first === 0 && noCallbacks ? buffered : buffered.slice(first);
  chunks.allBuffers = !(state.state & MIXED_CHUNKS);
  state.pendingcb -= buffered.length - first - 1;
  const callback = noCallbacks ? nop : (error) => {
    for (let i = first; i < buffered.length; i++) buffered[i].callback(error);
  };
  doWrite(stream, state, true, state.length, chunks, '', callback);
  state.reset();
}

function writeEach(stream, state) {
  const { buffered } = state;
  let i = state.bufferedIndex;
  do {
    const { chunk, encoding, callback } = buffered[i];
    buffered[i++] = null;
    doWrite(stream, state, false, state.state & OBJECT_MODE ? 1 : chunk.length, chunk, encoding, callback);
  } while (i < buffered.length && !(state.state & WRITING));
  if (i === buffered.length) {
    state.reset();
  } else if (i > 256) {
    buffered.splice(0, i);
    state.bufferedIndex = 0;
  } else {
    state.bufferedIndex = i;
  }
}

function doWrite(stream, state, many, size, chunk, encoding, callback) {
  state.writelen = size;
  if (callback !== nop) {
    state.writecb = callback;
    state.state |= WRITE_CALLBACK;
  }
  state.state |= WRITING | SYNC | EXPECT_CALLBACK;
  const answer = state.onwrite ?? bindOnwrite(stream, state);
  if (state.state & DESTROYED) {
    const { codes: { ERR_STREAM_DESTROYED } } = require('internal/errors');
    answer(new ERR_STREAM_DESTROYED('write'));
  } else if (many) {
    stream._writev(chunk, answer);
  } else {
    stream._write(chunk, encoding, answer);
  }
  state.state &= ~SYNC;
}

module.exports = { nop, writeOrBuffer, bindOnwrite, clearBuffer, errorBuffer };
