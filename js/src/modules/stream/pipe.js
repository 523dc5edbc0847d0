// readable.pipe(writable): one record per pipe.
//
// The records that start at a source are chained from `source._readableState.pipe` by `next`; those that end at a
// destination from `dest[kIncoming]` by `nextIn`. Listeners are real listeners: 'data' and 'end' on the source,
// 'unpipe', 'error', 'close' and 'finish' on the destination, and 'drain' once the destination was full. Those on
// the destination are the same functions for all pipes, since idle connections pay for every function: `this` is
// the destination, and its chain says which pipe is meant.
//
// For native code: `pipe.ondata` is the 'data' listener. When `source._events.data` is that very function, the pipe
// is the only one that wants the data, and a chunk may be written to `pipe.dest` without entering JavaScript (as
// long as both flag words are plain, see stream/state).

const { EventEmitter } = require('events/emitter');
const { prependListener } = require('stream/legacy');
const { END_EMITTED, FLOWING, MULTI_AWAIT_DRAIN, AWAIT_DRAIN, DATA_LISTENING } = require('stream/state');

const kIncoming = Symbol('kIncoming');

function Pipe(source, dest) {
  this.source = source;
  this.dest = dest;
  this.ondata = (chunk) => {
    try {
      if (dest.write(chunk) === false) hold(this);
    } catch (error) {
      dest.destroy(error);
    }
  };
  this.onend = null;
}
Pipe.prototype = {
  next: null,
  nextIn: null,
  // The listener of 'drain', made when it is first needed.
  ondrain: null,
  // The destination is full and has not drained yet.
  waiting: false,
  cleaned: false,
  // The listeners on the destination, when it cannot use the shared ones.
  own: null,
};

function pipe(dest, options) {
  const source = this;
  const state = source._readableState;
  const record = link(source, state, dest);
  const ends = (!options || options.end !== false) && !dest._isStdio;

  const onend = ends ? () => dest.end() : () => source.unpipe(dest);
  if (state.state & END_EMITTED) {
    process.nextTick(onend);
  } else {
    record.onend = onend;
    source.once('end', onend);
  }

  const handlers = handlersFor(record);
  dest.on('unpipe', handlers.unpipe);
  source.on('data', record.ondata);
  prependListener(dest, 'error', handlers.error);
  dest.on('close', handlers.close);
  dest.on('finish', handlers.finish);
  dest.emit('pipe', source);

  // A destination that is full already must not be written to before it has drained.
  if (dest.writableNeedDrain === true) hold(record);
  else if (!(state.state & FLOWING)) source.resume();
  return dest;
}

function link(source, state, dest) {
  const record = new Pipe(source, dest);
  if (state.pipe === null) {
    state.pipe = record;
  } else {
    state.state |= MULTI_AWAIT_DRAIN;
    let last = state.pipe;
    while (last.next !== null) last = last.next;
    last.next = record;
  }
  return record;
}

// Takes a record out of its source's chain.
function unlink(state, record) {
  if (state.pipe === record) {
    state.pipe = record.next;
    return;
  }
  for (let one = state.pipe; one !== null; one = one.next) {
    if (one.next === record) one.next = record.next;
  }
}

function unpipe(dest) {
  const state = this._readableState;
  if (state.pipe === null) return this;
  if (!dest) {
    const first = state.pipe;
    state.pipe = null;
    this.pause();
    for (let one = first; one !== null; one = one.next) {
      one.dest.emit('unpipe', this, { hasUnpiped: false, pipe: one });
    }
    return this;
  }
  let record = state.pipe;
  while (record !== null && record.dest !== dest) record = record.next;
  if (record === null) return this;
  unlink(state, record);
  if (state.pipe === null) this.pause();
  dest.emit('unpipe', this, { hasUnpiped: false, pipe: record });
  return this;
}

// The listeners on the destination. When it is an emitter of ours, `this` in a listener is the destination and the
// shared functions will do. Objects that hand on() to another emitter get functions of their own.
function handlersFor(record) {
  const { dest } = record;
  if (dest.on === EventEmitter.prototype.on || dest.on === require('stream/readable').prototype.on) {
    if (dest[kIncoming] === undefined || dest[kIncoming] === null) {
      dest[kIncoming] = record;
    } else {
      let last = dest[kIncoming];
      while (last.nextIn !== null) last = last.nextIn;
      last.nextIn = record;
    }
    return SHARED;
  }
  record.own = {
    unpipe: (source, info) => unpiped(record, source, info),
    error: (error) => failed(record, error),
    close: () => closed(record),
    finish: () => finished(record),
  };
  return record.own;
}

const SHARED = {
  unpipe: function onunpipe(source, info) {
    if (info && info.pipe && info.pipe.dest === this) unpiped(info.pipe, source, info);
  },
  // This listener is prepended, so that the youngest pipe hears of an error first.
  error: function onerror(error) {
    let record = this[kIncoming];
    if (!record) return;
    while (record.nextIn !== null) record = record.nextIn;
    failed(record, error);
  },
  close: function onclose() {
    if (this[kIncoming]) closed(this[kIncoming]);
  },
  finish: function onfinish() {
    if (this[kIncoming]) finished(this[kIncoming]);
  },
};

function unpiped(record, source, info) {
  if (source === record.source && info && info.pipe === record && info.hasUnpiped === false) {
    info.hasUnpiped = true;
    cleanUp(record);
  }
}

function failed(record, error) {
  const { source, dest } = record;
  source.unpipe(dest);
  dest.removeListener('error', (record.own ?? SHARED).error);
  if (dest.listenerCount('error') > 0) return;
  // Nobody else listens: the error would be lost with the pipe.
  const state = dest._writableState || dest._readableState;
  if (state && !state.errorEmitted) require('stream/destroy').errorOrDestroy(dest, error);
  else dest.emit('error', error);
}

function closed(record) {
  const { source, dest } = record;
  dest.removeListener('close', (record.own ?? SHARED).close);
  dest.removeListener('finish', (record.own ?? SHARED).finish);
  source.unpipe(dest);
}

function finished(record) {
  const { source, dest } = record;
  dest.removeListener('finish', (record.own ?? SHARED).finish);
  dest.removeListener('close', (record.own ?? SHARED).close);
  source.unpipe(dest);
}

function cleanUp(record) {
  const { source, dest } = record;
  const handlers = record.own ?? SHARED;
  dest.removeListener('close', handlers.close);
  dest.removeListener('finish', handlers.finish);
  if (record.ondrain !== null) dest.removeListener('drain', record.ondrain);
  dest.removeListener('error', handlers.error);
  dest.removeListener('unpipe', handlers.unpipe);
  if (record.onend !== null) source.removeListener('end', record.onend);
  source.removeListener('data', record.ondata);
  if (record.own === null) leave(dest, record);
  record.cleaned = true;
  // The source may wait for this destination; it must not wait for ever.
  const state = source._readableState;
  if (record.ondrain !== null && (state.state & AWAIT_DRAIN)) record.ondrain();
  // The functions refer to the record. Let go of them, or the garbage collector would have to find the ring.
  record.ondata = record.onend = null;
  if (record.ondrain !== null) record.ondrain = nothing;
}

function leave(dest, record) {
  if (dest[kIncoming] === record) {
    dest[kIncoming] = record.nextIn;
    return;
  }
  for (let one = dest[kIncoming]; one; one = one.nextIn) {
    if (one.nextIn === record) one.nextIn = record.nextIn;
  }
}

// Stops the source until the destination has drained.
function hold(record) {
  const { source, dest } = record;
  if (!record.cleaned) {
    const state = source._readableState;
    record.waiting = true;
    state.state |= AWAIT_DRAIN;
    if (state.pipe === record && record.next === null) state.state &= ~MULTI_AWAIT_DRAIN;
    source.pause();
  }
  if (record.ondrain === null) {
    record.ondrain = () => drained(record);
    dest.on('drain', record.ondrain);
  }
}

function drained(record) {
  const { source, dest } = record;
  const state = source._readableState;
  // A destination that is piped to twice drains once.
  for (let one = state.pipe; one !== null; one = one.next) if (one.dest === dest) one.waiting = false;
  for (let one = state.pipe; one !== null; one = one.next) if (one.waiting) return;
  state.state &= ~AWAIT_DRAIN;
  if (state.state & DATA_LISTENING) source.resume();
}

// The source gave out data although a destination was full (somebody resumed it): nobody is waited for any more.
function forgetWaiting(state) {
  for (let one = state.pipe; one !== null; one = one.next) one.waiting = false;
  state.state &= ~AWAIT_DRAIN;
}

function nothing() {}

module.exports = { pipe, unpipe, forgetWaiting, hold };
