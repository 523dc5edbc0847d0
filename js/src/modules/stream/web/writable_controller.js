// The controller of a WritableStream: the queue of what was written, and the calls of the sink, one at a time.

const { kState, kInternal, stateOf, onlyInternal, dress } = require('stream/web/common');
const { SizedQueue } = require('stream/web/queue');

// In the queue, after the last chunk.
const CLOSE = Symbol('close');

class WritableControllerState {
  queue = new SizedQueue();
  started = false;
  #signals = undefined;

  // `algorithms` are { start, write, close, abort, size }.
  constructor(stream, algorithms, highWaterMark) {
    this.stream = stream;
    this.algorithms = algorithms;
    this.highWaterMark = highWaterMark;
    this.face = new WritableStreamDefaultController(kInternal, this);
    stream.controller = this;
    stream.updateBackpressure(this.#backpressure);
  }

  get abortController() {
    this.#signals ??= new (require('internal/abort_controller').AbortController)();
    return this.#signals;
  }

  start() {
    const result = this.algorithms.start(this.face);
    new Promise((resolve) => resolve(result)).then(() => {
      this.started = true;
      this.#advance();
    }, (error) => {
      this.started = true;
      this.stream.dealWithRejection(error);
    });
  }

  get desiredSize() {
    return this.highWaterMark - this.queue.total;
  }

  get #backpressure() {
    return this.desiredSize <= 0;
  }

  sizeOf(chunk) {
    if (this.algorithms === undefined) return 1;
    try {
      return this.algorithms.size(chunk);
    } catch (error) {
      this.errorIfNeeded(error);
      return 1;
    }
  }

  write(chunk, size) {
    const { stream } = this;
    try {
      this.queue.push(chunk, size);
    } catch (error) {
      this.errorIfNeeded(error);
      return;
    }
    if (!stream.closing && stream.state === 'writable') stream.updateBackpressure(this.#backpressure);
    this.#advance();
  }

  close() {
    this.queue.push(CLOSE, 0);
    this.#advance();
  }

  errorIfNeeded(error) {
    if (this.stream.state === 'writable') this.error(error);
  }

  error(error) {
    this.algorithms = undefined;
    this.stream.startErroring(error);
  }

  abortSteps(reason) {
    const abort = this.algorithms?.abort;
    this.algorithms = undefined;
    return abort === undefined ? Promise.resolve() : abort(reason);
  }

  #advance() {
    const { stream, queue } = this;
    if (!this.started || stream.inFlightWrite !== undefined) return;
    if (stream.state === 'erroring') {
      stream.finishErroring();
      return;
    }
    if (queue.length === 0 || stream.state !== 'writable') return;
    const value = queue.first();
    if (value === CLOSE) this.#processClose();
    else this.#processWrite(value);
  }

  #processClose() {
    const { stream } = this;
    stream.inFlightClose = stream.closeRequest;
    stream.closeRequest = undefined;
    this.queue.shift();
    const { close } = this.algorithms;
    this.algorithms = undefined;
    close().then(() => stream.finishClose(), (error) => stream.finishCloseWithError(error));
  }

  #processWrite(chunk) {
    const { stream, queue } = this;
    stream.inFlightWrite = stream.writeRequests.shift();
    this.algorithms.write(chunk, this.face).then(() => {
      stream.finishWrite();
      const { state } = stream;
      queue.shift();
      if (!stream.closing && state === 'writable') stream.updateBackpressure(this.#backpressure);
      this.#advance();
    }, (error) => {
      if (stream.state === 'writable') this.algorithms = undefined;
      stream.finishWriteWithError(error);
    });
  }
}

class WritableStreamDefaultController {
  constructor(key = undefined, state = undefined) {
    onlyInternal(key);
    this[kState] = state;
  }

  get signal() {
    return stateOf(this, WritableControllerState, 'WritableStreamDefaultController').abortController.signal;
  }

  error(error = undefined) {
    const state = stateOf(this, WritableControllerState, 'WritableStreamDefaultController');
    if (state.stream.state === 'writable') state.error(error);
  }
}
dress(WritableStreamDefaultController, ['signal', 'error'], (state) => ({ stream: state.stream.face }));

module.exports = { WritableStreamDefaultController, WritableControllerState };
