// The controller of a ReadableStream of anything: a queue of chunks, filled by the source when it is asked to.

const { codes: { ERR_INVALID_STATE } } = require('internal/errors');
const { kState, kInternal, stateOf, onlyInternal, dress } = require('stream/web/common');
const { SizedQueue } = require('stream/web/queue');

class DefaultControllerState {
  bytes = false;
  queue = new SizedQueue();
  started = false;
  closeRequested = false;
  pullAgain = false;
  pulling = false;

  // `algorithms` are { start, pull, cancel, size }.
  constructor(stream, algorithms, highWaterMark) {
    this.stream = stream;
    this.algorithms = algorithms;
    this.highWaterMark = highWaterMark;
    this.face = new ReadableStreamDefaultController(kInternal, this);
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
    if (!this.canCloseOrEnqueue() || !this.started) return false;
    return stream.waiting(false) > 0 || this.desiredSize > 0;
  }

  get desiredSize() {
    const { state } = this.stream;
    if (state === 'errored') return null;
    return state === 'closed' ? 0 : this.highWaterMark - this.queue.total;
  }

  get backpressure() {
    return !this.#shouldPull();
  }

  canCloseOrEnqueue() {
    return !this.closeRequested && this.stream.state === 'readable';
  }

  close() {
    if (!this.canCloseOrEnqueue()) return;
    this.closeRequested = true;
    if (this.queue.length > 0) return;
    this.#clearAlgorithms();
    this.stream.close();
  }

  enqueue(chunk) {
    const { stream } = this;
    if (!this.canCloseOrEnqueue()) return;
    if (stream.waiting(false) > 0) {
      stream.fulfil(chunk, false);
    } else {
      try {
        this.queue.push(chunk, this.algorithms.size(chunk));
      } catch (error) {
        this.error(error);
        throw error;
      }
    }
    this.callPullIfNeeded();
  }

  error(error) {
    if (this.stream.state !== 'readable') return;
    this.queue.clear();
    this.#clearAlgorithms();
    this.stream.error(error);
  }

  // What the source's functions hold shall not be held by a stream that is over.
  #clearAlgorithms() {
    this.algorithms = undefined;
  }

  cancelSteps(reason) {
    this.queue.clear();
    const { cancel } = this.algorithms;
    this.#clearAlgorithms();
    return cancel(reason);
  }

  pullSteps(request) {
    const { stream, queue } = this;
    if (queue.length === 0) {
      stream.reader.requests.push(request);
      this.callPullIfNeeded();
      return;
    }
    const chunk = queue.shift();
    if (this.closeRequested && queue.length === 0) {
      this.#clearAlgorithms();
      stream.close();
    } else {
      this.callPullIfNeeded();
    }
    request.chunk(chunk);
  }

  releaseSteps() {}
}

class ReadableStreamDefaultController {
  constructor(key = undefined, state = undefined) {
    onlyInternal(key);
    this[kState] = state;
  }

  get desiredSize() {
    return stateOf(this, DefaultControllerState, 'ReadableStreamDefaultController').desiredSize;
  }

  close() {
    const state = stateOf(this, DefaultControllerState, 'ReadableStreamDefaultController');
    if (!state.canCloseOrEnqueue()) throw new ERR_INVALID_STATE.TypeError('Controller is already closed');
    state.close();
  }

  enqueue(chunk = undefined) {
    const state = stateOf(this, DefaultControllerState, 'ReadableStreamDefaultController');
    if (!state.canCloseOrEnqueue()) throw new ERR_INVALID_STATE.TypeError('Controller is already closed');
    state.enqueue(chunk);
  }

  error(error = undefined) {
    stateOf(this, DefaultControllerState, 'ReadableStreamDefaultController').error(error);
  }
}
dress(ReadableStreamDefaultController, ['desiredSize', 'close', 'enqueue', 'error'], () => ({}));

module.exports = { ReadableStreamDefaultController, DefaultControllerState };
