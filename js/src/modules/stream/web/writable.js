// WritableStream and its writer: the public classes.

const {
  codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_INVALID_STATE },
} = require('internal/errors');
const common = require('stream/web/common');
const { WritableStreamState, WriterState } = require('stream/web/writable_state');
const { WritableControllerState } = require('stream/web/writable_controller');
const { withState } = require('stream/web/readers');
const { kTransfer } = require('internal/clone');
const { kIsErrored, kIsWritable } = require('stream/utils');

const { kState, kInternal, stateOf, promising } = common;
const isObject = (value) => value !== null && (typeof value === 'object' || typeof value === 'function');

class WritableStream {
  constructor(sink = {}, strategy = {}) {
    const state = this[kState] = new WritableStreamState(this);
    if (sink === kInternal) return;
    if (!isObject(sink)) throw new ERR_INVALID_ARG_TYPE('sink', 'Object', sink);
    if (strategy !== null && !isObject(strategy)) throw new ERR_INVALID_ARG_TYPE('strategy', 'Object', strategy);
    const { type } = sink;
    if (type !== undefined) throw new ERR_INVALID_ARG_VALUE.RangeError('type', type);
    const size = common.sizeOf(strategy?.size);
    const highWaterMark = common.highWaterMarkOf(strategy?.highWaterMark, 1);
    new WritableControllerState(state, { ...algorithmsOf(sink), size }, highWaterMark).start();
  }

  get locked() {
    return stateOf(this, WritableStreamState, 'WritableStream').locked;
  }

  abort(reason = undefined) {
    return withState(this, WritableStreamState, 'WritableStream', (state) => {
      if (state.locked) throw new ERR_INVALID_STATE.TypeError('WritableStream is locked');
      return state.abort(reason);
    });
  }

  close() {
    return withState(this, WritableStreamState, 'WritableStream', (state) => {
      if (state.locked) throw new ERR_INVALID_STATE.TypeError('WritableStream is locked');
      if (state.closing) throw new ERR_INVALID_STATE.TypeError('Failure closing WritableStream');
      return state.close();
    });
  }

  getWriter() {
    stateOf(this, WritableStreamState, 'WritableStream');
    return new WritableStreamDefaultWriter(this);
  }

  // Asked by stream.isErrored() and its sister.
  get [kIsErrored]() { return this[kState].state === 'errored'; }
  get [kIsWritable]() { return this[kState].state === 'writable'; }

  [kTransfer](check) {
    return require('stream/web/transfer').writable(this[kState], check);
  }
}

function algorithmsOf(sink) {
  const { abort, close, start, write } = sink;
  return {
    start: common.starting(start, 'sink.start', sink),
    write: promising(write, 'sink.write', sink),
    close: promising(close, 'sink.close', sink),
    abort: promising(abort, 'sink.abort', sink),
  };
}

const NAME = 'WritableStreamDefaultWriter';
const notAttached = () => new ERR_INVALID_STATE.TypeError('Writer is not bound to a WritableStream');

class WritableStreamDefaultWriter {
  constructor(stream) {
    const state = stream?.[kState];
    if (!(state instanceof WritableStreamState)) throw new ERR_INVALID_ARG_TYPE('stream', 'WritableStream', stream);
    this[kState] = new WriterState(state);
  }

  get closed() {
    return withState(this, WriterState, NAME, (state) => state.closed.promise);
  }

  get desiredSize() {
    const state = stateOf(this, WriterState, NAME);
    if (state.stream === undefined) throw notAttached();
    return state.desiredSize;
  }

  get ready() {
    return withState(this, WriterState, NAME, (state) => state.ready.promise);
  }

  abort(reason = undefined) {
    return withState(this, WriterState, NAME, (state) => {
      if (state.stream === undefined) throw notAttached();
      return state.stream.abort(reason);
    });
  }

  close() {
    return withState(this, WriterState, NAME, (state) => {
      if (state.stream === undefined) throw notAttached();
      if (state.stream.closing) throw new ERR_INVALID_STATE.TypeError('Failure to close WritableStream');
      return state.stream.close();
    });
  }

  releaseLock() {
    stateOf(this, WriterState, NAME).release();
  }

  write(chunk = undefined) {
    return withState(this, WriterState, NAME, (state) => {
      if (state.stream === undefined) throw notAttached();
      return state.write(chunk);
    });
  }
}

common.dress(WritableStream, ['locked', 'abort', 'close', 'getWriter'],
  (state) => ({ locked: state.locked, state: state.state }));
common.dress(WritableStreamDefaultWriter,
  ['closed', 'desiredSize', 'ready', 'abort', 'close', 'releaseLock', 'write'],
  (state) => ({
    stream: state.stream?.face, close: state.closed.promise, ready: state.ready.promise,
    desiredSize: state.stream === undefined ? undefined : state.desiredSize,
  }));

// For the house: the state of a new stream, made of functions that already are algorithms.
function create(algorithms, highWaterMark = 1, size = common.one) {
  const state = new WritableStream(kInternal)[kState];
  new WritableControllerState(state, { ...algorithms, size }, highWaterMark).start();
  return state;
}

module.exports = { WritableStream, WritableStreamDefaultWriter, create };
