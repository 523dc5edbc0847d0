// What a writable stream knows. As with ReadableState, own fields come with the first change.

const bits = require('stream/state');
const { EMPTY, BUFFERED, ON_FINISHED } = bits;

function WritableState(options, stream, isDuplex) {
  let state = bits.EMIT_CLOSE | bits.AUTO_DESTROY | bits.CONSTRUCTED | bits.SYNC;
  if (options !== undefined && options !== null) {
    if (options.objectMode || (isDuplex && options.writableObjectMode)) state |= bits.OBJECT_MODE;
    if (options.emitClose === false) state &= ~bits.EMIT_CLOSE;
    if (options.autoDestroy === false) state &= ~bits.AUTO_DESTROY;
    if (options.decodeStrings === false) state |= bits.KEEP_STRINGS;
    this.state = state;
    this.highWaterMark =
      bits.highWaterMarkOf(options, 'writableHighWaterMark', isDuplex, (state & bits.OBJECT_MODE) !== 0);
    const { defaultEncoding } = options;
    if (defaultEncoding && defaultEncoding !== 'utf8') {
      if (!Buffer.isEncoding(defaultEncoding)) {
        const { codes: { ERR_UNKNOWN_ENCODING } } = require('internal/errors');
        throw new ERR_UNKNOWN_ENCODING(defaultEncoding);
      }
      this.defaultEncoding = defaultEncoding;
    }
  } else {
    this.state = state;
    this.highWaterMark = bits.getDefaultHighWaterMark(false);
  }
}

WritableState.prototype = {
  constructor: WritableState,
  // Bytes, characters or objects that were written and not taken by _write yet; `writelen` of them it has now.
  length: 0,
  writelen: 0,
  writecb: null,
  corked: 0,
  // Writes whose callbacks have not been called; 'finish' waits for them.
  pendingcb: 0,
  // Records { chunk, encoding, callback } of what could not be written at once.
  buffered: EMPTY,
  bufferedIndex: 0,
  defaultEncoding: 'utf8',
  reason: null,
  onFinished: EMPTY,
  afterWriteTickInfo: null,
  // The callback for _write, made when the stream is first written to and dropped when it has closed: it refers to
  // the stream, and such a ring would be freed only by the garbage collector.
  onwrite: null,

  getBuffer() {
    return this.bufferedIndex === 0 ? this.buffered : this.buffered.slice(this.bufferedIndex);
  },
  get bufferedRequestCount() { return this.buffered.length - this.bufferedIndex; },

  append(chunk, encoding, callback) {
    if (this.buffered === EMPTY) this.buffered = [];
    this.buffered.push({ chunk, encoding, callback });
    this.state |= BUFFERED;
  },

  reset() {
    if (this.buffered !== EMPTY) this.buffered = [];
    this.bufferedIndex = 0;
    this.state &= ~(BUFFERED | bits.MIXED_CHUNKS | bits.CALLBACKS);
  },

  whenFinished(callback) {
    if (this.onFinished === EMPTY) this.onFinished = [];
    this.onFinished.push(callback);
    this.state |= ON_FINISHED;
  },

  // Calls the callbacks of end().
  callFinished(error) {
    if (!(this.state & ON_FINISHED)) return;
    const callbacks = this.onFinished;
    this.onFinished = EMPTY;
    this.state &= ~ON_FINISHED;
    for (let i = 0; i < callbacks.length; i++) callbacks[i](error);
  },

  get decodeStrings() { return !(this.state & bits.KEEP_STRINGS); },
  set decodeStrings(value) {
    this.state = value ? this.state & ~bits.KEEP_STRINGS : this.state | bits.KEEP_STRINGS;
  },
  get allBuffers() { return !(this.state & bits.MIXED_CHUNKS); },
  get allNoop() { return !(this.state & bits.CALLBACKS); },
};

bits.defineFlags(WritableState.prototype, {
  objectMode: bits.OBJECT_MODE,
  ended: bits.ENDED,
  ending: bits.ENDING,
  finished: bits.FINISHED,
  constructed: bits.CONSTRUCTED,
  sync: bits.SYNC,
  needDrain: bits.NEED_DRAIN,
  writing: bits.WRITING,
  bufferProcessing: bits.PROCESSING,
  finalCalled: bits.FINAL_CALLED,
  prefinished: bits.PREFINISHED,
  errorEmitted: bits.ERROR_EMITTED,
  emitClose: bits.EMIT_CLOSE,
  autoDestroy: bits.AUTO_DESTROY,
  destroyed: bits.DESTROYED,
  closed: bits.CLOSED,
  closeEmitted: bits.CLOSE_EMITTED,
});
Object.defineProperty(WritableState.prototype, 'errored', bits.errored);

module.exports = { WritableState };
