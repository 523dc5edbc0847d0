// The properties of Readable that only tell of its state, and the rare methods, whose code is loaded when called.

const Readable = require('stream/readable');
const { DESTROYED, ERRORED, ERROR_EMITTED, CLOSED, END_EMITTED, DATA_EMITTED, OBJECT_MODE } = require('stream/state');

const has = (stream, flag) => stream._readableState !== undefined && (stream._readableState.state & flag) !== 0;

const properties = {
  // May be set to false by a subclass that has no readable side at the moment.
  get readable() {
    const r = this._readableState;
    return r !== undefined && r !== null && r.readable !== false &&
      !(r.state & (DESTROYED | ERROR_EMITTED | END_EMITTED));
  },
  set readable(value) {
    if (this._readableState) this._readableState.readable = Boolean(value);
  },
  get readableDidRead() { return has(this, DATA_EMITTED); },
  get readableAborted() {
    return this._readableState.readable !== false && has(this, DESTROYED | ERRORED) && !has(this, END_EMITTED);
  },
  get readableHighWaterMark() { return this._readableState.highWaterMark; },
  get readableBuffer() { return this._readableState && this._readableState.buffer; },
  get readableFlowing() { return this._readableState.flowing; },
  set readableFlowing(value) {
    if (this._readableState) this._readableState.flowing = value;
  },
  get readableLength() { return this._readableState.length; },
  get readableObjectMode() { return has(this, OBJECT_MODE); },
  get readableEncoding() { return this._readableState ? this._readableState.encoding : null; },
  get errored() { return this._readableState ? this._readableState.errored : null; },
  get closed() { return has(this, CLOSED); },
  get destroyed() { return has(this, DESTROYED); },
  set destroyed(value) {
    if (this._readableState) this._readableState.destroyed = value;
  },
  get readableEnded() { return has(this, END_EMITTED); },
};

const methods = {
  wrap(stream) { return require('stream/wrap').wrap(this, stream); },
  iterator(options) {
    if (options !== undefined) require('internal/validators').validateObject(options, 'options');
    return require('stream/iterator').iterate(this, options);
  },
  [Symbol.asyncIterator]() { return require('stream/iterator').iterate(this); },
};

function define(target, source) {
  const all = Object.getOwnPropertyDescriptors(source);
  for (const key of Reflect.ownKeys(all)) {
    Object.defineProperty(target, key, { ...all[key], enumerable: 'value' in all[key] });
  }
}

define(Readable.prototype, properties);
define(Readable.prototype, methods);
if (Symbol.asyncDispose) {
  Object.defineProperty(Readable.prototype, Symbol.asyncDispose, {
    value() { return require('stream/iterator').dispose(this); }, writable: true, configurable: true,
  });
}

define(Readable, {
  from(iterable, options) { return require('stream/from').from(Readable, iterable, options); },
  fromWeb(readableStream, options) {
    return require('stream/web/bridge_in').readableFromWeb(readableStream, options);
  },
  toWeb(readable, options) { return require('stream/web/bridge_out').readableToWeb(readable, options); },
  wrap(source, options) {
    return new Readable({
      objectMode: source.readableObjectMode ?? source.objectMode ?? true,
      ...options,
      destroy(error, callback) {
        require('stream/destroy').destroyer(source, error);
        callback(error);
      },
    }).wrap(source);
  },
});
