// What a readable stream does between input and output: it tells that there is something to read, reads ahead, flows,
// and ends.

const {
  CONSTRUCTED, DESTROYED, ERRORED, CLOSE_EMITTED, AUTO_DESTROY, ENDED, END_EMITTED, READING, NEED_READABLE,
  EMITTED_READABLE, READING_MORE, FLOWING, END_SCHEDULED, SELF_FED,
} = require('stream/state');

function emitReadable(stream) {
  const state = stream._readableState;
  state.state &= ~NEED_READABLE;
  if (!(state.state & EMITTED_READABLE)) {
    state.state |= EMITTED_READABLE;
    process.nextTick(emitReadableNow, stream);
  }
}

function emitReadableNow(stream) {
  const state = stream._readableState;
  if (!(state.state & (DESTROYED | ERRORED)) && (state.length || (state.state & ENDED))) {
    stream.emit('readable');
    state.state &= ~EMITTED_READABLE;
  }
  if (!(state.state & (FLOWING | ENDED)) && state.length <= state.highWaterMark) state.state |= NEED_READABLE;
  flow(stream);
}

// Reads on in the next tick until the buffer is full, for streams whose _read pushes later.
function maybeReadMore(stream, state) {
  if ((state.state & (READING_MORE | READING | CONSTRUCTED)) === CONSTRUCTED) {
    if ((state.state & SELF_FED) && state.length < state.highWaterMark) return;
    state.state |= READING_MORE;
    process.nextTick(readMore, stream, state);
  }
}

function readMore(stream, state) {
  while (!(state.state & (READING | ENDED)) &&
         (state.length < state.highWaterMark || ((state.state & FLOWING) && state.length === 0))) {
    const before = state.length;
    stream.read(0);
    if (before === state.length) break;
  }
  state.state &= ~READING_MORE;
}

function flow(stream) {
  const state = stream._readableState;
  while ((state.state & FLOWING) && stream.read() !== null);
}

function endReadable(stream) {
  const state = stream._readableState;
  if (!(state.state & (END_EMITTED | END_SCHEDULED))) {
    state.state |= ENDED | END_SCHEDULED;
    process.nextTick(emitEnd, state, stream);
  }
}

function emitEnd(state, stream) {
  state.state &= ~END_SCHEDULED;
  if ((state.state & (ERRORED | CLOSE_EMITTED | END_EMITTED)) || state.length !== 0) return;
  state.state |= END_EMITTED;
  stream.emit('end');
  if (stream.writable && stream.allowHalfOpen === false) {
    process.nextTick(endWritable, stream);
  } else if (state.state & AUTO_DESTROY) {
    // A duplex lives until its other side has finished as well.
    const w = stream._writableState;
    if (!w || (w.autoDestroy && (w.finished || w.writable === false))) stream.destroy();
  }
}

function endWritable(stream) {
  if (stream.writable && !stream.writableEnded && !stream.destroyed) stream.end();
}

module.exports = { emitReadable, emitReadableNow, maybeReadMore, flow, endReadable };
