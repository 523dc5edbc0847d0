// The flag words of streams. `stream._readableState.state` and `stream._writableState.state` are one integer each;
// Node's names for the single facts (`flowing`, `ended`, …) are accessors on the state's prototype.
//
// Native code (the fast paths of net) reads the same integers, so the numbers below are an interface. It needs only
// two questions answered, and each is one comparison:
//
//   (readable.state & READABLE_PLAIN_MASK) === READABLE_PLAIN   A chunk that arrives now may be given to the 'data'
//       listeners as it is: there are some, it flows, it is constructed, nothing is buffered, no encoding, not in
//       object mode, not ended, destroyed or failed, not inside _read, no 'readable' listener, and no pipe waits for
//       'drain'.
//   (writable.state & WRITABLE_PLAIN_MASK) === WRITABLE_PLAIN   A chunk that is written now may go out at once: it is
//       constructed, nothing is buffered or being written, not corked, no 'drain' is owed, strings are turned into
//       buffers, not in object mode, not ending, destroyed or failed.

// What both kinds have, at the same places.
const OBJECT_MODE = 1 << 0;
const SYNC = 1 << 1; //              inside _read or _write, whose callbacks must then wait for the next tick
const CONSTRUCTED = 1 << 2;
const EMIT_CLOSE = 1 << 3;
const AUTO_DESTROY = 1 << 4;
const DESTROYED = 1 << 5;
const ERRORED = 1 << 6;
const ERROR_EMITTED = 1 << 7;
const CLOSED = 1 << 8; //            _destroy is done
const CLOSE_EMITTED = 1 << 9;
const BUFFERED = 1 << 10; //         the buffer holds at least one chunk
const ENDED = 1 << 11; //            readable: push(null) came; writable: end() was called and has returned

// Readable.
const END_EMITTED = 1 << 12;
const READING = 1 << 13; //          _read was called and has not pushed yet
const NEED_READABLE = 1 << 14; //    somebody waits for 'readable'
const EMITTED_READABLE = 1 << 15;
const READABLE_LISTENING = 1 << 16;
const RESUME_SCHEDULED = 1 << 17;
const READING_MORE = 1 << 18; //     a tick is on its way that fills the buffer
const DATA_EMITTED = 1 << 19;
const HAS_FLOWING = 1 << 20; //      flowing is not null
const FLOWING = 1 << 21;
const HAS_PAUSED = 1 << 22; //       pause() or resume() was called
const PAUSED = 1 << 23;
const DECODER = 1 << 24;
const MULTI_AWAIT_DRAIN = 1 << 25; // has ever been piped to more than one destination

const AWAIT_DRAIN = 1 << 26; //      some destination of a pipe has asked for a pause
const DATA_LISTENING = 1 << 27; //   has 'data' listeners
const END_SCHEDULED = 1 << 28; //    a tick is on its way that emits 'end'
const END_UNTOLD = 1 << 29; //       the end came when nobody wanted to hear 'readable'
// Set by streams whose source goes on by itself as long as push() returns true, such as sockets: _read only starts it
// again, so that calling _read ahead of time can be left out.
const SELF_FED = 1 << 30;

// Writable.
const ENDING = 1 << 12; //           end() was called
const FINISHED = 1 << 13;
const FINAL_CALLED = 1 << 14;
const PREFINISHED = 1 << 15;
const NEED_DRAIN = 1 << 16;
const WRITING = 1 << 17;
const EXPECT_CALLBACK = 1 << 18; //  _write or _writev owes a callback
const PROCESSING = 1 << 19; //       the buffer is being written out
const CORKED = 1 << 20;
const KEEP_STRINGS = 1 << 21; //     decodeStrings is false
const MIXED_CHUNKS = 1 << 22; //     not all buffered chunks are buffers
const CALLBACKS = 1 << 23; //        some buffered chunk has a callback
const AFTER_WRITE = 1 << 24; //      a tick is on its way that calls the callbacks of writes
const ON_FINISHED = 1 << 25; //      callbacks of end() wait
const WRITE_CALLBACK = 1 << 26; //   the chunk that is being written has a callback

const READABLE_PLAIN_MASK = OBJECT_MODE | SYNC | CONSTRUCTED | DESTROYED | ERRORED | BUFFERED | ENDED | END_EMITTED |
  READABLE_LISTENING | FLOWING | DECODER | AWAIT_DRAIN | DATA_LISTENING;
const READABLE_PLAIN = CONSTRUCTED | FLOWING | DATA_LISTENING;
const WRITABLE_PLAIN_MASK = OBJECT_MODE | CONSTRUCTED | DESTROYED | ERRORED | BUFFERED | ENDED | ENDING | NEED_DRAIN |
  WRITING | PROCESSING | CORKED | KEEP_STRINGS;
const WRITABLE_PLAIN = CONSTRUCTED;

// Gives a prototype one boolean accessor per name.
function defineFlags(prototype, flags) {
  for (const name of Object.keys(flags)) {
    const bit = flags[name];
    Object.defineProperty(prototype, name, {
      get() { return (this.state & bit) !== 0; },
      set(on) { this.state = on ? this.state | bit : this.state & ~bit; },
      configurable: true,
    });
  }
}

// `errored` holds the error; its flag says that there is one.
const errored = {
  get() { return this.state & ERRORED ? this.reason : null; },
  set(error) {
    if (error) {
      this.reason = error;
      this.state |= ERRORED;
    } else {
      this.state &= ~ERRORED;
    }
  },
  configurable: true,
};

let bytesByDefault = 64 * 1024;
let objectsByDefault = 16;

function getDefaultHighWaterMark(objectMode) {
  return objectMode ? objectsByDefault : bytesByDefault;
}

function setDefaultHighWaterMark(objectMode, value) {
  require('internal/validators').validateInteger(value, 'value', 0);
  if (objectMode) objectsByDefault = value;
  else bytesByDefault = value;
}

// `highWaterMark` counts for both sides of a duplex; `name` is the option for this side alone.
function highWaterMarkOf(options, name, isDuplex, objectMode) {
  let value = null;
  if (options) value = options.highWaterMark ?? (isDuplex ? options[name] : null) ?? null;
  if (value === null) return objectMode ? objectsByDefault : bytesByDefault;
  if (!Number.isInteger(value) || value < 0) {
    const { codes: { ERR_INVALID_ARG_VALUE } } = require('internal/errors');
    throw new ERR_INVALID_ARG_VALUE(isDuplex ? `options.${name}` : 'options.highWaterMark', value);
  }
  return value;
}

// Buffers and destinations of streams that have none; never changed.
const EMPTY = Object.freeze([]);

module.exports = {
  OBJECT_MODE, SYNC, CONSTRUCTED, EMIT_CLOSE, AUTO_DESTROY, DESTROYED, ERRORED, ERROR_EMITTED, CLOSED, CLOSE_EMITTED,
  BUFFERED, ENDED,
  END_EMITTED, READING, NEED_READABLE, EMITTED_READABLE, READABLE_LISTENING, RESUME_SCHEDULED, READING_MORE,
  DATA_EMITTED, HAS_FLOWING, FLOWING, HAS_PAUSED, PAUSED, DECODER, MULTI_AWAIT_DRAIN, AWAIT_DRAIN, DATA_LISTENING,
  END_SCHEDULED, END_UNTOLD, SELF_FED,
  ENDING, FINISHED, FINAL_CALLED, PREFINISHED, NEED_DRAIN, WRITING, EXPECT_CALLBACK, PROCESSING, CORKED, KEEP_STRINGS,
  MIXED_CHUNKS, CALLBACKS, AFTER_WRITE, ON_FINISHED, WRITE_CALLBACK,
  READABLE_PLAIN_MASK, READABLE_PLAIN, WRITABLE_PLAIN_MASK, WRITABLE_PLAIN,
  defineFlags, errored, getDefaultHighWaterMark, setDefaultHighWaterMark, highWaterMarkOf, EMPTY,
};
