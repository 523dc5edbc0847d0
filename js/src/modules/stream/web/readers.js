// Who reads from a ReadableStream: readers that take chunks as they come, and those that bring their own buffer.

const {
  codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_INVALID_STATE },
} = require('internal/errors');
const { validateObject } = require('internal/validators');
const { kState, stateOf, dress, handled, rejectedDeferred } = require('stream/web/common');
const { ReadableStreamState } = require('stream/web/readable_state');

class ReaderState {
  requests = [];
  closed = Promise.withResolvers();

  // Locks the stream.
  constructor(stream, byob) {
    if (stream.locked) throw new ERR_INVALID_STATE.TypeError('ReadableStream is locked');
    if (byob && !stream.controller.bytes) throw new ERR_INVALID_ARG_VALUE('stream', stream.face, 'must be a byte stream');
    this.byob = byob;
    this.stream = stream;
    stream.reader = this;
    if (stream.state === 'closed') this.closed.resolve();
    else if (stream.state === 'errored') this.#fail(stream.storedError);
  }

  #fail(error) {
    this.closed.reject(error);
    handled(this.closed.promise);
  }

  takeRequests() {
    const { requests } = this;
    this.requests = [];
    return requests;
  }

  failRequests(error) {
    for (const request of this.takeRequests()) request.error(error);
  }

  // Reads a chunk: one of request.chunk, close or error is called, perhaps at once.
  read(request) {
    const { stream } = this;
    stream.disturbed = true;
    if (stream.state === 'closed') request.close(undefined);
    else if (stream.state === 'errored') request.error(stream.storedError);
    else stream.controller.pullSteps(request);
  }

  // Reads at least `min` elements into the view.
  readInto(view, min, request) {
    const { stream } = this;
    stream.disturbed = true;
    if (stream.state === 'errored') request.error(stream.storedError);
    else stream.controller.pullInto(view, min, request);
  }

  cancel(reason) {
    return this.stream.cancel(reason);
  }

  release() {
    const { stream } = this;
    if (stream === undefined) return;
    const error = new ERR_INVALID_STATE.TypeError('Reader released');
    if (stream.state === 'readable') this.#fail(error);
    else this.closed = rejectedDeferred(error);
    stream.controller.releaseSteps();
    stream.reader = undefined;
    this.stream = undefined;
    this.failRequests(new ERR_INVALID_STATE.TypeError('Releasing reader'));
  }
}

// A request for a program: its answer is a promise.
function answering(read) {
  return new Promise((resolve, reject) => {
    read({
      chunk: (value) => resolve({ done: false, value }),
      close: (value) => resolve({ done: true, value }),
      error: reject,
    });
  });
}

const notAttached = () => new ERR_INVALID_STATE.TypeError('The reader is not attached to a stream');

function streamState(stream) {
  const state = stream?.[kState];
  if (!(state instanceof ReadableStreamState)) throw new ERR_INVALID_ARG_TYPE('stream', 'ReadableStream', stream);
  return state;
}

class DefaultReaderState extends ReaderState {}
class BYOBReaderState extends ReaderState {}

class ReadableStreamDefaultReader {
  constructor(stream) {
    this[kState] = new DefaultReaderState(streamState(stream), false);
  }

  read() {
    return withState(this, DefaultReaderState, 'ReadableStreamDefaultReader', (state) => {
      if (state.stream === undefined) throw notAttached();
      return answering((request) => state.read(request));
    });
  }

  releaseLock() {
    stateOf(this, DefaultReaderState, 'ReadableStreamDefaultReader').release();
  }

  get closed() {
    return withState(this, DefaultReaderState, 'ReadableStreamDefaultReader', (state) => state.closed.promise);
  }

  cancel(reason = undefined) {
    return withState(this, DefaultReaderState, 'ReadableStreamDefaultReader', (state) => {
      if (state.stream === undefined) throw notAttached();
      return state.cancel(reason);
    });
  }
}

class ReadableStreamBYOBReader {
  constructor(stream) {
    this[kState] = new BYOBReaderState(streamState(stream), true);
  }

  // An async function, as in Node, by which its answer comes some jobs later.
  async read(view, options = {}) {
    return withState(this, BYOBReaderState, 'ReadableStreamBYOBReader', (state) => {
      const min = checkView(view, options);
      if (state.stream === undefined) throw notAttached();
      return answering((request) => state.readInto(view, min, request));
    });
  }

  releaseLock() {
    stateOf(this, BYOBReaderState, 'ReadableStreamBYOBReader').release();
  }

  get closed() {
    return withState(this, BYOBReaderState, 'ReadableStreamBYOBReader', (state) => state.closed.promise);
  }

  cancel(reason = undefined) {
    return withState(this, BYOBReaderState, 'ReadableStreamBYOBReader', (state) => {
      if (state.stream === undefined) throw notAttached();
      return state.cancel(reason);
    });
  }
}

// Methods that promise something do not throw: they reject.
function withState(object, State, name, body) {
  try {
    return body(stateOf(object, State, name));
  } catch (error) {
    return Promise.reject(error);
  }
}

// How many elements must be read at least.
function checkView(view, options) {
  if (!ArrayBuffer.isView(view)) {
    throw new ERR_INVALID_ARG_TYPE('view', ['Buffer', 'TypedArray', 'DataView'], view);
  }
  validateObject(options, 'options');
  const { buffer, byteLength } = view;
  if (byteLength === 0 || buffer.byteLength === 0) {
    throw new ERR_INVALID_STATE.TypeError('View or Viewed ArrayBuffer is zero-length or detached');
  }
  const { min = 1 } = options;
  if (typeof min !== 'number') throw new ERR_INVALID_ARG_TYPE('options.min', 'number', min);
  if (!Number.isInteger(min)) throw new ERR_INVALID_ARG_VALUE('options.min', min, 'must be an integer');
  if (min <= 0) throw new ERR_INVALID_ARG_VALUE('options.min', min, 'must be greater than 0');
  if (min > (view.length ?? byteLength)) {
    const { codes: { ERR_OUT_OF_RANGE } } = require('internal/errors');
    const most = view.length === undefined ? 'view.byteLength' : 'view.length';
    throw new ERR_OUT_OF_RANGE('options.min', `<= ${most}`, min);
  }
  return min;
}

const facts = (state) =>
  ({
    stream: state.stream?.face, [state.byob ? 'readIntoRequests' : 'readRequests']: state.requests.length,
    close: state.closed.promise,
  });
dress(ReadableStreamDefaultReader, ['read', 'releaseLock', 'closed', 'cancel'], facts);
dress(ReadableStreamBYOBReader, ['read', 'releaseLock', 'closed', 'cancel'], facts);

module.exports = {
  ReadableStreamDefaultReader, ReadableStreamBYOBReader, DefaultReaderState, BYOBReaderState, withState,
};
