// The controller of a ReadableStream of bytes: a queue of pieces of buffers. A reader may bring a buffer that is filled
// (byte_fill.js); the source may write into it directly, through the request that byobRequest shows.

const {
  codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_STATE },
} = require('internal/errors');
const { kState, kInternal, stateOf, onlyInternal, dress } = require('stream/web/common');
const fill = require('stream/web/byte_fill');
const { ByobRequestState } = require('stream/web/byob_request');

class ByteControllerState {
  bytes = true;
  // { buffer, offset, length }
  queue = [];
  total = 0;
  // The buffers that wait to be filled; the first is what byobRequest shows.
  pending = [];
  byob = null;
  started = false;
  closeRequested = false;
  pullAgain = false;
  pulling = false;

  // `algorithms` are { start, pull, cancel }. Readers without a buffer get one of `autoAllocate` bytes, if it is not
  // undefined.
  constructor(stream, algorithms, highWaterMark, autoAllocate) {
    this.stream = stream;
    this.algorithms = algorithms;
    this.highWaterMark = highWaterMark;
    this.autoAllocate = autoAllocate;
    this.face = new ReadableByteStreamController(kInternal, this);
    stream.controller = this;
  }

  start() {
    const result = this.algorithms.start(this.face);
    new Promise((resolve) => resolve(result)).then(() => {
      this.started = true;
      this.callPullIfNeeded();
    }, (error) => this.error(error));
  }

  callPullIfNeeded() {
    if (!this.#shouldPull()) return;
    if (this.pulling) {
      this.pullAgain = true;
      return;
    }
    this.pulling = true;
    this.algorithms.pull(this.face).then(() => {
      this.pulling = false;
      if (!this.pullAgain) return;
      this.pullAgain = false;
      this.callPullIfNeeded();
    }, (error) => this.error(error));
  }

  #shouldPull() {
    const { stream } = this;
    if (stream.state !== 'readable' || this.closeRequested || !this.started) return false;
    return stream.waiting(false) > 0 || stream.waiting(true) > 0 || this.desiredSize > 0;
  }

  get desiredSize() {
    const { state } = this.stream;
    if (state === 'errored') return null;
    return state === 'closed' ? 0 : this.highWaterMark - this.total;
  }

  get byobRequest() {
    if (this.byob === null && this.pending.length > 0) {
      const { buffer, offset, length, filled } = this.pending[0];
      this.byob = new ByobRequestState(this, new Uint8Array(buffer, offset + filled, length - filled));
    }
    return this.byob;
  }

  invalidateByob() {
    if (this.byob === null) return;
    this.byob.controller = undefined;
    this.byob.view = null;
    this.byob = null;
  }

  close() {
    const { stream, pending } = this;
    if (this.closeRequested || stream.state !== 'readable') return;
    if (this.total > 0) {
      this.closeRequested = true;
      return;
    }
    if (pending.length > 0 && pending[0].filled % pending[0].elementSize !== 0) {
      const error = new ERR_INVALID_STATE.TypeError('Partial read');
      this.error(error);
      throw error;
    }
    this.algorithms = undefined;
    stream.close();
  }

  enqueue(chunk) {
    const { stream, pending } = this;
    if (this.closeRequested || stream.state !== 'readable') return;
    const { byteOffset, byteLength } = chunk;
    if (chunk.buffer.detached) throw new ERR_INVALID_STATE.TypeError('chunk ArrayBuffer is detached');
    const buffer = chunk.buffer.transfer();
    if (pending.length > 0) {
      const [first] = pending;
      if (first.buffer.detached) throw new ERR_INVALID_STATE.TypeError('Destination ArrayBuffer is detached');
      this.invalidateByob();
      first.buffer = first.buffer.transfer();
      if (first.kind === 'none') fill.releaseFirst(this);
    }
    if (stream.reader !== undefined && !stream.reader.byob) this.#toDefaultReader(buffer, byteOffset, byteLength);
    else this.put(buffer, byteOffset, byteLength);
    if (stream.waiting(true) > 0) fill.fromQueue(this);
    this.callPullIfNeeded();
  }

  #toDefaultReader(buffer, offset, length) {
    const { stream, pending } = this;
    while (this.total > 0 && stream.waiting(false) > 0) this.#giveFirst(stream.reader.requests.shift());
    if (stream.waiting(false) === 0) {
      this.put(buffer, offset, length);
      return;
    }
    if (pending.length > 0) fill.shift(this);
    stream.fulfil(new Uint8Array(buffer, offset, length), false);
  }

  #giveFirst(request) {
    const { buffer, offset, length } = this.queue.shift();
    this.total -= length;
    this.drained();
    request.chunk(new Uint8Array(buffer, offset, length));
  }

  // Something was taken from the queue: it may have been the last.
  drained() {
    if (this.total === 0 && this.closeRequested) {
      this.algorithms = undefined;
      this.stream.close();
    } else {
      this.callPullIfNeeded();
    }
  }

  put(buffer, offset, length) {
    this.queue.push({ buffer, offset, length });
    this.total += length;
  }

  clear() {
    this.queue = [];
    this.total = 0;
  }

  error(error) {
    if (this.stream.state !== 'readable') return;
    this.invalidateByob();
    this.pending = [];
    this.clear();
    this.algorithms = undefined;
    this.stream.error(error);
  }

  cancelSteps(reason) {
    this.invalidateByob();
    this.pending = [];
    this.clear();
    const { cancel } = this.algorithms;
    this.algorithms = undefined;
    return cancel(reason);
  }

  pullSteps(request) {
    if (this.total > 0) {
      this.#giveFirst(request);
      return;
    }
    const { autoAllocate } = this;
    if (autoAllocate !== undefined) {
      try {
        this.pending.push(fill.descriptor(new ArrayBuffer(autoAllocate), 0, autoAllocate, 1, Uint8Array, 'default'));
      } catch (error) {
        request.error(error);
        return;
      }
    }
    this.stream.reader.requests.push(request);
    this.callPullIfNeeded();
  }

  pullInto(view, min, request) {
    fill.pullInto(this, view, min, request);
  }

  releaseSteps() {
    if (this.pending.length === 0) return;
    const [first] = this.pending;
    first.kind = 'none';
    this.pending = [first];
  }
}

class ReadableByteStreamController {
  constructor(key = undefined, state = undefined) {
    onlyInternal(key);
    this[kState] = state;
  }

  get byobRequest() {
    return stateOf(this, ByteControllerState, 'ReadableByteStreamController').byobRequest?.face ?? null;
  }

  get desiredSize() {
    return stateOf(this, ByteControllerState, 'ReadableByteStreamController').desiredSize;
  }

  close() {
    const state = stateOf(this, ByteControllerState, 'ReadableByteStreamController');
    if (state.closeRequested) throw new ERR_INVALID_STATE.TypeError('Controller is already closed');
    if (state.stream.state !== 'readable') throw new ERR_INVALID_STATE.TypeError('ReadableStream is already closed');
    state.close();
  }

  enqueue(chunk) {
    const state = stateOf(this, ByteControllerState, 'ReadableByteStreamController');
    if (!ArrayBuffer.isView(chunk)) {
      throw new ERR_INVALID_ARG_TYPE('buffer', ['Buffer', 'TypedArray', 'DataView'], chunk);
    }
    if (chunk.byteLength === 0 || chunk.buffer.byteLength === 0) {
      throw new ERR_INVALID_STATE.TypeError('chunk ArrayBuffer is zero-length or detached');
    }
    if (state.closeRequested) throw new ERR_INVALID_STATE.TypeError('Controller is already closed');
    if (state.stream.state !== 'readable') throw new ERR_INVALID_STATE.TypeError('ReadableStream is already closed');
    state.enqueue(chunk);
  }

  error(error = undefined) {
    stateOf(this, ByteControllerState, 'ReadableByteStreamController').error(error);
  }
}
dress(ReadableByteStreamController, ['byobRequest', 'desiredSize', 'close', 'enqueue', 'error'], () => ({}));

module.exports = { ReadableByteStreamController, ByteControllerState };
