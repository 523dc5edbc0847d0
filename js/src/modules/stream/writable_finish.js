// The end of a writable stream: when everything is written _final runs, then 'finish' is told.

const { errorOrDestroy } = require('stream/destroy');
const {
  SYNC, CONSTRUCTED, AUTO_DESTROY, DESTROYED, ERRORED, ERROR_EMITTED, CLOSE_EMITTED, BUFFERED, ENDING, FINISHED,
  FINAL_CALLED, PREFINISHED, WRITING,
} = require('stream/state');

const READY_MASK = ENDING | DESTROYED | CONSTRUCTED | ERRORED | FINISHED | WRITING | ERROR_EMITTED | CLOSE_EMITTED |
  BUFFERED;

function mayFinish(state) {
  return (state.state & READY_MASK) === (ENDING | CONSTRUCTED) && state.length === 0;
}

// Called whenever something that the end waits for is done. `later` when the program may still be inside end().
function finishMaybe(stream, state, later) {
  if (!mayFinish(state)) return;
  prefinish(stream, state);
  if (state.pendingcb !== 0) return;
  if (later) {
    state.pendingcb++;
    process.nextTick(finishLater, stream, state);
  } else if (mayFinish(state)) {
    state.pendingcb++;
    finish(stream, state);
  }
}

function finishLater(stream, state) {
  if (mayFinish(state)) finish(stream, state);
  else state.pendingcb--;
}

function prefinish(stream, state) {
  if (state.state & (PREFINISHED | FINAL_CALLED)) return;
  if (typeof stream._final === 'function' && !(state.state & DESTROYED)) {
    state.state |= FINAL_CALLED;
    callFinal(stream, state);
  } else {
    state.state |= FINAL_CALLED | PREFINISHED;
    stream.emit('prefinish');
  }
}

function callFinal(stream, state) {
  let called = false;
  function done(error) {
    if (called) {
      const { codes: { ERR_MULTIPLE_CALLBACK } } = require('internal/errors');
      errorOrDestroy(stream, error ?? new ERR_MULTIPLE_CALLBACK());
      return;
    }
    called = true;
    state.pendingcb--;
    if (error) {
      state.callFinished(error);
      errorOrDestroy(stream, error, (state.state & SYNC) !== 0);
    } else if (mayFinish(state)) {
      state.state |= PREFINISHED;
      stream.emit('prefinish');
      // Counted as pending, so that nobody else finishes meanwhile.
      state.pendingcb++;
      process.nextTick(finish, stream, state);
    }
  }
  state.state |= SYNC;
  state.pendingcb++;
  try {
    stream._final(done);
  } catch (error) {
    done(error);
  }
  state.state &= ~SYNC;
}

function finish(stream, state) {
  state.pendingcb--;
  state.state |= FINISHED;
  state.callFinished(null);
  stream.emit('finish');
  if (state.state & AUTO_DESTROY) {
    // A duplex lives until its other side has ended as well.
    const r = stream._readableState;
    if (!r || (r.autoDestroy && (r.endEmitted || r.readable === false))) stream.destroy();
  }
}

module.exports = { finishMaybe };
