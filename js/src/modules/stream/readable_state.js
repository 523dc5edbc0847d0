// What a readable stream knows. Own fields are few: everything that starts the same for every stream is on the
// prototype and becomes an own field with its first change.

const bits = require('stream/state');
const { EMPTY, HAS_FLOWING, FLOWING, HAS_PAUSED, PAUSED, BUFFERED } = bits;

function ReadableState(options, stream, isDuplex) {
  let state = bits.EMIT_CLOSE | bits.AUTO_DESTROY | bits.CONSTRUCTED | bits.SYNC;
  if (options !== undefined && options !== null) {
    if (options.objectMode || (isDuplex && options.readableObjectMode)) state |= bits.OBJECT_MODE;
    if (options.emitClose === false) state &= ~bits.EMIT_CLOSE;
    if (options.autoDestroy === false) state &= ~bits.AUTO_DESTROY;
    this.state = state;
    this.highWaterMark =
      bits.highWaterMarkOf(options, 'readableHighWaterMark', isDuplex, (state & bits.OBJECT_MODE) !== 0);
    if (options.defaultEncoding || options.encoding) setEncodings(this, options);
  } else {
    this.state = state;
    this.highWaterMark = bits.getDefaultHighWaterMark(false);
  }
}

function setEncodings(state, { defaultEncoding, encoding }) {
  if (defaultEncoding && defaultEncoding !== 'utf8') {
    if (!Buffer.isEncoding(defaultEncoding)) {
      const { codes: { ERR_UNKNOWN_ENCODING } } = require('internal/errors');
      throw new ERR_UNKNOWN_ENCODING(defaultEncoding);
    }
    state.defaultEncoding = defaultEncoding;
  }
  if (encoding) state.setDecoder(encoding);
}

ReadableState.prototype = {
  constructor: ReadableState,
  // Number of bytes, characters or objects in `buffer` from `bufferIndex` on.
  length: 0,
  buffer: EMPTY,
  bufferIndex: 0,
  defaultEncoding: 'utf8',
  decoder: null,
  encoding: null,
  reason: null,
  // The pipes that start here: the first of a chain of records (see stream/pipe).
  pipe: null,

  setDecoder(encoding) {
    const { StringDecoder } = require('string_decoder');
    this.decoder = new StringDecoder(encoding);
    this.encoding = this.decoder.encoding;
    this.state |= bits.DECODER;
  },

  // null: nobody has said anything; true: chunks are given out as they come; false: they were stopped.
  get flowing() { return this.state & HAS_FLOWING ? (this.state & FLOWING) !== 0 : null; },
  set flowing(value) {
    const rest = this.state & ~(HAS_FLOWING | FLOWING);
    this.state = value === null || value === undefined ? rest : rest | HAS_FLOWING | (value ? FLOWING : 0);
  },

  get paused() { return (this.state & PAUSED) !== 0; },
  set paused(value) {
    const rest = this.state & ~(HAS_PAUSED | PAUSED);
    this.state = value === null || value === undefined ? rest : rest | HAS_PAUSED | (value ? PAUSED : 0);
  },

  get pipesCount() { return this.pipes.length; },
  get pipes() {
    const all = [];
    for (let pipe = this.pipe; pipe !== null; pipe = pipe.next) all.push(pipe.dest);
    return all;
  },

  // Destinations that asked for a pause: one, or a set once there have been several pipes.
  get awaitDrainWriters() {
    const all = [];
    for (let pipe = this.pipe; pipe !== null; pipe = pipe.next) if (pipe.waiting) all.push(pipe.dest);
    if (this.state & bits.MULTI_AWAIT_DRAIN) return new Set(all);
    return all.length > 0 ? all[0] : null;
  },

  append(chunk, size) {
    if (this.buffer === EMPTY) this.buffer = [];
    this.buffer.push(chunk);
    this.length += size;
    this.state |= BUFFERED;
  },

  prepend(chunk, size) {
    if (this.bufferIndex > 0) this.buffer[--this.bufferIndex] = chunk;
    else if (this.buffer === EMPTY) this.buffer = [chunk];
    else this.buffer.unshift(chunk);
    this.length += size;
    this.state |= BUFFERED;
  },

  clear() {
    if (this.buffer !== EMPTY) this.buffer.length = 0;
    this.bufferIndex = 0;
    this.state &= ~BUFFERED;
  },
};

bits.defineFlags(ReadableState.prototype, {
  objectMode: bits.OBJECT_MODE,
  ended: bits.ENDED,
  endEmitted: bits.END_EMITTED,
  reading: bits.READING,
  constructed: bits.CONSTRUCTED,
  sync: bits.SYNC,
  needReadable: bits.NEED_READABLE,
  emittedReadable: bits.EMITTED_READABLE,
  readableListening: bits.READABLE_LISTENING,
  resumeScheduled: bits.RESUME_SCHEDULED,
  errorEmitted: bits.ERROR_EMITTED,
  emitClose: bits.EMIT_CLOSE,
  autoDestroy: bits.AUTO_DESTROY,
  destroyed: bits.DESTROYED,
  closed: bits.CLOSED,
  closeEmitted: bits.CLOSE_EMITTED,
  multiAwaitDrain: bits.MULTI_AWAIT_DRAIN,
  readingMore: bits.READING_MORE,
  dataEmitted: bits.DATA_EMITTED,
});
Object.defineProperty(ReadableState.prototype, 'errored', bits.errored);

module.exports = { ReadableState };
