// ReadableStream: the public class.

const {
  codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_INVALID_STATE },
} = require('internal/errors');
const { validateAbortSignal, validateObject } = require('internal/validators');
const common = require('stream/web/common');
const { ReadableStreamState } = require('stream/web/readable_state');
const { DefaultControllerState } = require('stream/web/default_controller');
const { ByteControllerState } = require('stream/web/byte_controller');
const { ReadableStreamDefaultReader, ReadableStreamBYOBReader, withState } = require('stream/web/readers');
const { kTransfer } = require('internal/clone');
const { kIsDisturbed, kIsErrored, kIsReadable } = require('stream/utils');

const { kState, kInternal, stateOf, promising, starting } = common;
const NAME = 'ReadableStream';

function checkDictionary(value, name) {
  if (value !== null && (typeof value === 'object' || typeof value === 'function')) return value;
  throw new ERR_INVALID_ARG_TYPE(name, 'Object', value);
}

class ReadableStream {
  constructor(source = {}, strategy = {}) {
    const state = this[kState] = new ReadableStreamState(this);
    if (source === kInternal) return;
    checkDictionary(source, 'source');
    if (strategy !== null) checkDictionary(strategy, 'strategy');
    const size = common.sizeOf(strategy?.size);
    const highWaterMark = strategy?.highWaterMark;
    const { type } = source;
    if (`${type}` === 'bytes') {
      if (strategy?.size !== undefined) throw new ERR_INVALID_ARG_VALUE.RangeError('strategy.size', strategy.size);
      bytesFrom(state, source, common.highWaterMarkOf(highWaterMark, 0));
      return;
    }
    if (type !== undefined) throw new ERR_INVALID_ARG_VALUE('source.type', type);
    const algorithms = { ...algorithmsOf(source), size };
    new DefaultControllerState(state, algorithms, common.highWaterMarkOf(highWaterMark, 1)).start();
  }

  static from(iterable) {
    return require('stream/web/from').from(iterable);
  }

  get locked() {
    return stateOf(this, ReadableStreamState, NAME).locked;
  }

  cancel(reason = undefined) {
    return withState(this, ReadableStreamState, NAME, (state) => {
      if (state.locked) throw new ERR_INVALID_STATE.TypeError('ReadableStream is locked');
      return state.cancel(reason);
    });
  }

  getReader(options = {}) {
    stateOf(this, ReadableStreamState, NAME);
    if (options !== null) checkDictionary(options, 'options');
    const mode = options?.mode;
    if (mode === undefined) return new ReadableStreamDefaultReader(this);
    if (`${mode}` !== 'byob') throw new ERR_INVALID_ARG_VALUE('options.mode', mode);
    return new ReadableStreamBYOBReader(this);
  }

  pipeThrough(transform, options = {}) {
    const state = stateOf(this, ReadableStreamState, NAME);
    const { readable, writable } = transform ?? {};
    if (!(readable?.[kState] instanceof ReadableStreamState)) {
      throw new ERR_INVALID_ARG_TYPE('transform.readable', 'ReadableStream', readable);
    }
    const { WritableStreamState } = require('stream/web/writable_state');
    if (!(writable?.[kState] instanceof WritableStreamState)) {
      throw new ERR_INVALID_ARG_TYPE('transform.writable', 'WritableStream', writable);
    }
    const checked = pipeOptions(options);
    if (state.locked) throw new ERR_INVALID_STATE.TypeError('The ReadableStream is locked');
    if (writable[kState].locked) throw new ERR_INVALID_STATE.TypeError('The WritableStream is locked');
    common.handled(require('stream/web/pipe').pipe(state, writable[kState], checked));
    return readable;
  }

  pipeTo(destination, options = {}) {
    return withState(this, ReadableStreamState, NAME, (state) => {
      const { WritableStreamState } = require('stream/web/writable_state');
      const target = destination?.[kState];
      if (!(target instanceof WritableStreamState)) {
        throw new ERR_INVALID_ARG_TYPE('transform.writable', 'WritableStream', destination);
      }
      const checked = pipeOptions(options);
      if (state.locked) throw new ERR_INVALID_STATE.TypeError('The ReadableStream is locked');
      if (target.locked) throw new ERR_INVALID_STATE.TypeError('The WritableStream is locked');
      return require('stream/web/pipe').pipe(state, target, checked);
    });
  }

  tee() {
    const state = stateOf(this, ReadableStreamState, NAME);
    const { tee } = require(state.controller.bytes ? 'stream/web/byte_tee' : 'stream/web/tee');
    return tee(state).map((branch) => branch.face);
  }

  values(options = {}) {
    const state = stateOf(this, ReadableStreamState, NAME);
    if (options !== null) checkDictionary(options, 'options');
    return require('stream/web/iterate').iterate(state, Boolean(options?.preventCancel));
  }

  // Asked by stream.isDisturbed() and its sisters.
  get [kIsDisturbed]() { return this[kState].disturbed; }
  get [kIsErrored]() { return this[kState].state === 'errored'; }
  get [kIsReadable]() { return this[kState].state === 'readable'; }

  [kTransfer](check) {
    return require('stream/web/transfer').readable(this[kState], check);
  }
}

function pipeOptions(options) {
  if (options !== null) validateObject(options, 'options');
  const { preventAbort, preventCancel, preventClose, signal } = options ?? {};
  if (signal !== undefined) {
    validateAbortSignal(signal, 'options.signal');
  }
  return {
    preventAbort: Boolean(preventAbort), preventCancel: Boolean(preventCancel), preventClose: Boolean(preventClose),
    signal,
  };
}

function algorithmsOf(source) {
  // In the order in which the standard looks at them.
  const { cancel, pull, start } = source;
  return {
    start: starting(start, 'source.start', source),
    pull: promising(pull, 'source.pull', source),
    cancel: promising(cancel, 'source.cancel', source),
  };
}

function bytesFrom(state, source, highWaterMark) {
  const { autoAllocateChunkSize } = source;
  if (autoAllocateChunkSize !== undefined &&
      !(Number.isInteger(+autoAllocateChunkSize) && +autoAllocateChunkSize > 0)) {
    throw new ERR_INVALID_ARG_VALUE('source.autoAllocateChunkSize', autoAllocateChunkSize);
  }
  const size = autoAllocateChunkSize === undefined ? undefined : +autoAllocateChunkSize;
  new ByteControllerState(state, algorithmsOf(source), highWaterMark, size).start();
}

Object.defineProperty(ReadableStream.prototype, Symbol.asyncIterator, {
  value: ReadableStream.prototype.values, writable: true, configurable: true,
});
Object.defineProperty(ReadableStream, 'from', { enumerable: true });
common.dress(ReadableStream, ['locked', 'cancel', 'getReader', 'pipeThrough', 'pipeTo', 'tee', 'values'],
  (state) => ({ locked: state.locked, state: state.state, supportsBYOB: state.controller.bytes }));

// For the house: the states of new streams, made of functions that already are algorithms.
function create(algorithms, highWaterMark = 1, size = common.one) {
  const state = new ReadableStream(kInternal)[kState];
  new DefaultControllerState(state, { ...algorithms, size }, highWaterMark).start();
  return state;
}

function createBytes(algorithms) {
  const state = new ReadableStream(kInternal)[kState];
  new ByteControllerState(state, algorithms, 0, undefined).start();
  return state;
}

module.exports = { ReadableStream, create, createBytes };
