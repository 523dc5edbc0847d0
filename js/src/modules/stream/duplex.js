// Duplex: a Readable that has the methods and the state of a Writable as well.

const { initialise } = require('events/emitter');
const Readable = require('stream/readable');
const Writable = require('stream/writable');
const { ReadableState } = require('stream/readable_state');
const { WritableState } = require('stream/writable_state');
const destruction = require('stream/destroy');
const { ENDED, END_EMITTED, ENDING, FINISHED, DESTROYED, NEED_READABLE, WRITING } = require('stream/state');

function Duplex(options) {
  if (!(this instanceof Duplex)) return new Duplex(options);
  this._readableState = new ReadableState(options, this, true);
  this._writableState = new WritableState(options, this, true);
  if (options) applyOptions(this, options);
  initialise(this, options);
  afterConstruct(this);
}

module.exports = Duplex;
Object.setPrototypeOf(Duplex.prototype, Readable.prototype);
Object.setPrototypeOf(Duplex, Readable);

// When the readable side ends, the writable side ends too unless this is true.
Duplex.prototype.allowHalfOpen = true;

for (const key of Reflect.ownKeys(Writable.prototype)) {
  // Node's duplexes have no writableAborted.
  if ((key in Duplex.prototype && key !== 'destroy') || key === 'writableAborted') continue;
  Object.defineProperty(Duplex.prototype, key, Object.getOwnPropertyDescriptor(Writable.prototype, key));
}

function applyOptions(stream, options) {
  if (options.allowHalfOpen === false) stream.allowHalfOpen = false;
  if (options.readable === false) {
    stream._readableState.readable = false;
    stream._readableState.state |= ENDED | END_EMITTED;
  }
  if (options.writable === false) {
    stream._writableState.writable = false;
    stream._writableState.state |= ENDING | ENDED | FINISHED;
  }
  if (typeof options.read === 'function') stream._read = options.read;
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
    const r = this._readableState;
    if (r.state & NEED_READABLE) require('stream/readable_flow').maybeReadMore(this, r);
    const w = this._writableState;
    if (!(w.state & WRITING)) require('stream/writable_queue').clearBuffer(this, w);
    if (w.state & ENDING) require('stream/writable_finish').finishMaybe(this, w);
  });
}

Object.defineProperties(Duplex.prototype, {
  destroyed: {
    get() {
      const r = this._readableState;
      const w = this._writableState;
      return r !== undefined && w !== undefined && (r.state & w.state & DESTROYED) !== 0;
    },
    set(value) {
      if (this._readableState && this._writableState) {
        this._readableState.destroyed = value;
        this._writableState.destroyed = value;
      }
    },
    configurable: true,
  },
});

Duplex.fromWeb = function fromWeb(pair, options) {
  return require('stream/web/bridge_in').duplexFromWeb(pair, options);
};
Duplex.toWeb = function toWeb(duplex, options) {
  return require('stream/web/bridge_out').duplexToWeb(duplex, options);
};
Duplex.from = function from(body) {
  return require('stream/duplex_from').duplexFrom(body, 'body');
};
