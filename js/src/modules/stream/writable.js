// Writable: chunks come in at write() and go to _write, one at a time.

const { initialise } = require('events/emitter');
const { Stream } = require('stream/legacy');
const { WritableState } = require('stream/writable_state');
const destruction = require('stream/destroy');
const { nop, writeOrBuffer, bindOnwrite, clearBuffer, errorBuffer } = require('stream/writable_queue');
const { finishMaybe } = require('stream/writable_finish');
const {
  OBJECT_MODE, SYNC, CONSTRUCTED, DESTROYED, ERRORED, CLOSED, BUFFERED, ENDED, ENDING, FINISHED, NEED_DRAIN, WRITING,
  EXPECT_CALLBACK, CORKED, KEEP_STRINGS, ON_FINISHED,
} = require('stream/state');

const { errorOrDestroy } = destruction;

function Writable(options) {
  if (!(this instanceof Writable)) return new Writable(options);
  this._writableState = new WritableState(options, this, false);
  if (options) applyOptions(this, options);
  initialise(this, options);
  afterConstruct(this);
}

module.exports = Writable;
Writable.WritableState = WritableState;
Object.setPrototypeOf(Writable.prototype, Stream.prototype);
Object.setPrototypeOf(Writable, Stream);

// A duplex is a writable too, although its prototype chain leads to Readable.
Object.defineProperty(Writable, Symbol.hasInstance, {
  value(object) {
    if (Function.prototype[Symbol.hasInstance].call(this, object)) return true;
    return this === Writable && Boolean(object) && object._writableState instanceof WritableState;
  },
});

function applyOptions(stream, options) {
  if (typeof options.write === 'function') stream._write = options.write;
  if (typeof options.writev === 'function') stream._writev = options.writev;
  if (typeof options.destroy === 'function') stream._destroy = options.destroy;
  if (typeof options.final === 'function') stream._final = options.final;
  if (typeof options.construct === 'function') stream._construct = options.construct;
  if (options.signal) require('stream/add_abort_signal').addAbortSignal(options.signal, stream);
}

function afterConstruct(stream) {
  if (typeof stream._construct !== 'function') return;
  destruction.construct(stream, function onConstructed() {
    const state = this._writableState;
    if (!(state.state & WRITING)) clearBuffer(this, state);
    if (state.state & ENDING) finishMaybe(this, state);
  });
}

// A destination is piped to; it cannot be piped from.
Writable.prototype.pipe = function pipe() {
  const { codes: { ERR_STREAM_CANNOT_PIPE } } = require('internal/errors');
  errorOrDestroy(this, new ERR_STREAM_CANNOT_PIPE());
};

Writable.prototype._write = function _write(chunk, encoding, callback) {
  if (!this._writev) {
    const { codes: { ERR_METHOD_NOT_IMPLEMENTED } } = require('internal/errors');
    throw new ERR_METHOD_NOT_IMPLEMENTED('_write()');
  }
  this._writev([{ chunk, encoding }], callback);
};

Writable.prototype._writev = null;

// Combined once: the engine would do it anew for every chunk.
const PLAIN_MASK = OBJECT_MODE | CONSTRUCTED | DESTROYED | ERRORED | ENDING | WRITING | CORKED;
const WRITES = WRITING | EXPECT_CALLBACK | SYNC;
const NOT_SYNC_MASK = ~SYNC;
const FAILED = ERRORED | DESTROYED;

Writable.prototype.write = function write(chunk, encoding, callback) {
  // Most writes are those of a buffer to an idle stream, and nothing else is said. It is done here as writeOrBuffer
  // does it, with every question asked once.
  const state = this._writableState;
  if (encoding === undefined && callback === undefined && (state?.state & PLAIN_MASK) === CONSTRUCTED &&
      chunk?.constructor === Buffer) {
    const size = chunk.length;
    state.length += size;
    state.pendingcb++;
    state.writelen = size;
    state.state |= WRITES;
    this._write(chunk, 'buffer', state.onwrite ?? bindOnwrite(this, state));
    state.state &= NOT_SYNC_MASK;
    const { length } = state;
    if (length === 0 || length < state.highWaterMark) return !(state.state & FAILED);
    state.state |= NEED_DRAIN;
    return false;
  }
  if (typeof encoding === 'function') {
    callback = encoding;
    encoding = null;
  }
  return accept(this, chunk, encoding, callback) === true;
};

// True or false as write() says, or the error that made the write fail.
function accept(stream, chunk, encoding, callback) {
  const state = stream._writableState;
  if (typeof callback !== 'function') callback = nop;

  if (chunk === null) {
    const { codes: { ERR_STREAM_NULL_VALUES } } = require('internal/errors');
    throw new ERR_STREAM_NULL_VALUES();
  }
  if (!(state.state & OBJECT_MODE)) {
    if (!encoding) encoding = state.defaultEncoding;
    else if (encoding !== 'buffer' && !Buffer.isEncoding(encoding)) throw unknownEncoding(encoding);
    if (typeof chunk === 'string') {
      if (encoding === 'buffer') throw unknownEncoding(encoding);
      if (!(state.state & KEEP_STRINGS)) {
        chunk = Buffer.from(chunk, encoding);
        encoding = 'buffer';
      }
    } else if (chunk instanceof Buffer) {
      encoding = 'buffer';
    } else if (ArrayBuffer.isView(chunk)) {
      chunk = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
      encoding = 'buffer';
    } else {
      const { codes: { ERR_INVALID_ARG_TYPE } } = require('internal/errors');
      throw new ERR_INVALID_ARG_TYPE('chunk', ['string', 'Buffer', 'TypedArray', 'DataView'], chunk);
    }
  }
  if (state.state & (ENDING | DESTROYED)) return refuse(stream, state, callback);
  return writeOrBuffer(stream, state, chunk, encoding, callback);
}

function refuse(stream, state, callback) {
  const { codes: { ERR_STREAM_DESTROYED, ERR_STREAM_WRITE_AFTER_END } } = require('internal/errors');
  const error = state.state & ENDING ? new ERR_STREAM_WRITE_AFTER_END() : new ERR_STREAM_DESTROYED('write');
  process.nextTick(callback, error);
  errorOrDestroy(stream, error, true);
  return error;
}

function unknownEncoding(encoding) {
  const { codes: { ERR_UNKNOWN_ENCODING } } = require('internal/errors');
  return new ERR_UNKNOWN_ENCODING(encoding);
}

Writable.prototype.cork = function cork() {
  const state = this._writableState;
  state.state |= CORKED;
  state.corked++;
};

Writable.prototype.uncork = function uncork() {
  const state = this._writableState;
  if (!state.corked) return;
  state.corked--;
  if (!state.corked) state.state &= ~CORKED;
  if (!(state.state & WRITING)) clearBuffer(this, state);
};

Writable.prototype.setDefaultEncoding = function setDefaultEncoding(encoding) {
  if (typeof encoding === 'string') encoding = encoding.toLowerCase();
  if (!Buffer.isEncoding(encoding)) throw unknownEncoding(encoding);
  this._writableState.defaultEncoding = encoding;
  return this;
};

Writable.prototype.end = function end(chunk, encoding, callback) {
  const state = this._writableState;
  if (typeof chunk === 'function') {
    callback = chunk;
    chunk = null;
    encoding = null;
  } else if (typeof encoding === 'function') {
    callback = encoding;
    encoding = null;
  }

  let error;
  if (chunk !== null && chunk !== undefined) {
    const result = accept(this, chunk, encoding);
    if (result instanceof Error) error = result;
  }
  // end() uncorks, however often the stream was corked.
  if (state.corked) {
    state.corked = 1;
    this.uncork();
  }
  if (error === undefined) {
    if (!(state.state & (ERRORED | ENDING))) {
      state.state |= ENDING;
      finishMaybe(this, state, true);
      state.state |= ENDED;
    } else if (state.state & (FINISHED | DESTROYED)) {
      const { codes: { ERR_STREAM_ALREADY_FINISHED, ERR_STREAM_DESTROYED } } = require('internal/errors');
      error = state.state & FINISHED ? new ERR_STREAM_ALREADY_FINISHED('end') : new ERR_STREAM_DESTROYED('end');
    }
  }
  if (typeof callback === 'function') {
    if (error) process.nextTick(callback, error);
    else if (state.state & ERRORED) process.nextTick(callback, state.errored);
    else if (state.state & FINISHED) process.nextTick(callback, null);
    else state.whenFinished(callback);
  }
  return this;
};

Writable.prototype.destroy = function destroy(error, callback) {
  const state = this._writableState;
  // Whoever waits for queued writes or for the end must hear that they will not come.
  if (!(state.state & DESTROYED) && (state.state & (BUFFERED | ON_FINISHED))) process.nextTick(errorBuffer, state);
  destruction.destroy.call(this, error, callback);
  return this;
};
Writable.prototype._undestroy = destruction.undestroy;
Writable.prototype._destroy = function _destroy(error, callback) {
  callback(error);
};
Writable.prototype[Symbol.for('nodejs.rejection')] = function (error) {
  this.destroy(error);
};

const has = (stream, flag) => Boolean(stream._writableState) && (stream._writableState.state & flag) !== 0;

const properties = {
  get closed() { return has(this, CLOSED); },
  get destroyed() { return has(this, DESTROYED); },
  set destroyed(value) {
    if (this._writableState) this._writableState.destroyed = value;
  },
  // May be set to false by a subclass that has no writable side at the moment.
  get writable() {
    const w = this._writableState;
    return Boolean(w) && w.writable !== false && !(w.state & (DESTROYED | ERRORED | ENDING | ENDED));
  },
  set writable(value) {
    if (this._writableState) this._writableState.writable = Boolean(value);
  },
  get writableFinished() { return has(this, FINISHED); },
  get writableObjectMode() { return has(this, OBJECT_MODE); },
  get writableBuffer() { return this._writableState && this._writableState.getBuffer(); },
  get writableEnded() { return has(this, ENDING); },
  get writableNeedDrain() {
    const w = this._writableState;
    return Boolean(w) && (w.state & (NEED_DRAIN | DESTROYED | ENDING)) === NEED_DRAIN;
  },
  get writableHighWaterMark() { return this._writableState && this._writableState.highWaterMark; },
  get writableCorked() { return this._writableState ? this._writableState.corked : 0; },
  get writableLength() { return this._writableState && this._writableState.length; },
  get errored() { return this._writableState ? this._writableState.errored : null; },
  get writableAborted() {
    const w = this._writableState;
    return w.writable !== false && (w.state & (DESTROYED | ERRORED)) !== 0 && !(w.state & FINISHED);
  },
};
const all = Object.getOwnPropertyDescriptors(properties);
for (const key of Object.keys(all)) Object.defineProperty(Writable.prototype, key, { ...all[key], enumerable: false });

if (Symbol.asyncDispose) {
  Object.defineProperty(Writable.prototype, Symbol.asyncDispose, {
    value() { return require('stream/iterator').dispose(this); }, writable: true, configurable: true,
  });
}

Writable.fromWeb = function fromWeb(writableStream, options) {
  return require('stream/web/bridge_in').writableFromWeb(writableStream, options);
};
Writable.toWeb = function toWeb(streamWritable) {
  return require('stream/web/bridge_out').writableToWeb(streamWritable);
};
