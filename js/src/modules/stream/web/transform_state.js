// The state of a TransformStream: what is written into the one side is transformed into what is read from the other. It
// takes a chunk only when the readable side wants something.

const { codes: { ERR_INVALID_STATE } } = require('internal/errors');
const { kState, kInternal, stateOf, onlyInternal, dress, handled } = require('stream/web/common');

class TransformStreamState {
  backpressure = undefined;
  backpressureChange = undefined;

  constructor(face) {
    this.face = face;
  }

  // `algorithms` are { start, transform, flush, cancel }, or what the house makes of them.
  initialise(algorithms, writableMark, writableSize, readableMark, readableSize) {
    const begun = Promise.withResolvers();
    const start = () => begun.promise;
    this.writable = require('stream/web/writable').create({
      start,
      write: (chunk) => this.#write(chunk),
      close: () => this.#close(),
      abort: (reason) => this.#abort(reason),
    }, writableMark, writableSize);
    this.readable = require('stream/web/readable').create({
      start,
      pull: () => this.#pull(),
      cancel: (reason) => this.#cancel(reason),
    }, readableMark, readableSize);
    this.setBackpressure(true);
    this.controller = new TransformControllerState(this, algorithms);
    begun.resolve(algorithms.start(this.controller.face));
  }

  setBackpressure(backpressure) {
    this.backpressureChange?.resolve();
    this.backpressureChange = Promise.withResolvers();
    this.backpressure = backpressure;
  }

  error(error) {
    this.readable.controller.error(error);
    this.errorWritableAndUnblock(error);
  }

  errorWritableAndUnblock(error) {
    this.controller.clear();
    this.writable.controller.errorIfNeeded(error);
    this.unblockWrite();
  }

  unblockWrite() {
    if (this.backpressure) this.setBackpressure(false);
  }

  async #write(chunk) {
    const { writable } = this;
    if (this.backpressure) {
      await this.backpressureChange.promise;
      if (writable.state === 'erroring') throw writable.storedError;
    }
    return this.controller.transform(chunk);
  }

  #pull() {
    this.setBackpressure(false);
    return this.backpressureChange.promise;
  }

  // Close, abort and cancel end the transformer once, whoever comes first; the others get the same answer.
  #finishOnce(name, reason, done, failed) {
    const { controller } = this;
    if (controller.finish !== undefined) return controller.finish.promise;
    controller.finish = Promise.withResolvers();
    handled(controller.finish.promise);
    const result = controller.algorithms[name](reason);
    controller.clear();
    result.then(() => settle(controller.finish, done), (error) => {
      failed(error);
      controller.finish.reject(error);
    });
    return controller.finish.promise;
  }

  #abort(reason) {
    const { readable } = this;
    return this.#finishOnce('cancel', reason, () => {
      if (readable.state === 'errored') return { error: readable.storedError };
      readable.controller.error(reason);
      return undefined;
    }, (error) => readable.controller.error(error));
  }

  #close() {
    const { readable } = this;
    return this.#finishOnce('flush', this.controller.face, () => {
      if (readable.state === 'errored') return { error: readable.storedError };
      readable.controller.close();
      return undefined;
    }, (error) => readable.controller.error(error));
  }

  #cancel(reason) {
    const { writable } = this;
    return this.#finishOnce('cancel', reason, () => {
      if (writable.state === 'errored') return { error: writable.storedError };
      writable.controller.errorIfNeeded(reason);
      this.unblockWrite();
      return undefined;
    }, (error) => {
      writable.controller.errorIfNeeded(error);
      this.unblockWrite();
    });
  }
}

function settle(deferred, done) {
  const failure = done();
  if (failure === undefined) deferred.resolve();
  else deferred.reject(failure.error);
}

class TransformControllerState {
  finish = undefined;

  constructor(stream, algorithms) {
    this.stream = stream;
    this.algorithms = algorithms;
    this.face = new TransformStreamDefaultController(kInternal, this);
  }

  clear() {
    this.algorithms = undefined;
  }

  get desiredSize() {
    return this.stream.readable.controller.desiredSize;
  }

  enqueue(chunk) {
    const { stream } = this;
    const { controller } = stream.readable;
    if (!controller.canCloseOrEnqueue()) throw new ERR_INVALID_STATE.TypeError('Unable to enqueue');
    try {
      controller.enqueue(chunk);
    } catch (error) {
      stream.errorWritableAndUnblock(error);
      throw stream.readable.storedError;
    }
    const { backpressure } = controller;
    if (backpressure !== stream.backpressure) stream.setBackpressure(true);
  }

  error(error) {
    this.stream.error(error);
  }

  async transform(chunk) {
    try {
      await this.algorithms.transform(chunk, this.face);
    } catch (error) {
      this.stream.error(error);
      throw error;
    }
  }

  terminate() {
    this.stream.readable.controller.close();
    this.stream.errorWritableAndUnblock(new ERR_INVALID_STATE.TypeError('TransformStream has been terminated'));
  }
}

const NAME = 'TransformStreamDefaultController';

class TransformStreamDefaultController {
  constructor(key = undefined, state = undefined) {
    onlyInternal(key);
    this[kState] = state;
  }

  get desiredSize() {
    return stateOf(this, TransformControllerState, NAME).desiredSize;
  }

  enqueue(chunk = undefined) {
    stateOf(this, TransformControllerState, NAME).enqueue(chunk);
  }

  error(reason = undefined) {
    stateOf(this, TransformControllerState, NAME).error(reason);
  }

  terminate() {
    stateOf(this, TransformControllerState, NAME).terminate();
  }
}
dress(TransformStreamDefaultController, ['desiredSize', 'enqueue', 'error', 'terminate'],
  (state) => ({ stream: state.stream.face }));

module.exports = { TransformStreamState, TransformStreamDefaultController };
