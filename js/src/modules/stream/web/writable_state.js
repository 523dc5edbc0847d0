// The state of a WritableStream: writable, then closed; or erroring, while the sink still works on something, and errored.

const { codes: { ERR_INVALID_STATE } } = require('internal/errors');
const { handled, rejectedDeferred } = require('stream/web/common');

class WritableStreamState {
  state = 'writable';
  storedError = undefined;
  writer = undefined;
  controller = undefined;
  // Promises of the writes that wait, of the one that the sink works on, and of close().
  writeRequests = [];
  inFlightWrite = undefined;
  closeRequest = undefined;
  inFlightClose = undefined;
  // { deferred, reason, wasErroring }
  pendingAbort = undefined;
  backpressure = false;
  #over = undefined;

  constructor(face) {
    this.face = face;
  }

  get locked() {
    return this.writer !== undefined;
  }

  get closing() {
    return this.closeRequest !== undefined || this.inFlightClose !== undefined;
  }

  // A promise for the end: rejected if that is an error.
  whenOver() {
    if (this.#over === undefined) {
      this.#over = Promise.withResolvers();
      handled(this.#over.promise);
      this.#tellOver();
    }
    return this.#over.promise;
  }

  #tellOver() {
    if (this.state === 'closed') this.#over?.resolve();
    else if (this.state === 'errored') this.#over?.reject(this.storedError);
  }

  abort(reason) {
    if (this.state === 'closed' || this.state === 'errored') return Promise.resolve();
    this.controller.abortController.abort(reason);
    // The listeners of the signal may have changed it.
    if (this.state === 'closed' || this.state === 'errored') return Promise.resolve();
    if (this.pendingAbort !== undefined) return this.pendingAbort.deferred.promise;
    const wasErroring = this.state === 'erroring';
    const deferred = Promise.withResolvers();
    this.pendingAbort = { deferred, reason: wasErroring ? undefined : reason, wasErroring };
    if (!wasErroring) this.startErroring(reason);
    return deferred.promise;
  }

  close() {
    if (this.state === 'closed' || this.state === 'errored') {
      return Promise.reject(new ERR_INVALID_STATE.TypeError('WritableStream is closed'));
    }
    this.closeRequest = Promise.withResolvers();
    if (this.writer !== undefined && this.backpressure && this.state === 'writable') this.writer.ready.resolve();
    // The controller may be at it at once.
    const { promise } = this.closeRequest;
    this.controller.close();
    return promise;
  }

  addWriteRequest() {
    const request = Promise.withResolvers();
    this.writeRequests.push(request);
    return request.promise;
  }

  dealWithRejection(error) {
    if (this.state === 'writable') this.startErroring(error);
    else this.finishErroring();
  }

  startErroring(reason) {
    this.state = 'erroring';
    this.storedError = reason;
    this.writer?.rejectReady(reason);
    if (!this.#busy && this.controller.started) this.finishErroring();
  }

  get #busy() {
    return this.inFlightWrite !== undefined || this.inFlightClose !== undefined;
  }

  finishErroring() {
    this.state = 'errored';
    this.controller.queue.clear();
    const { storedError } = this;
    for (const request of this.writeRequests) request.reject(storedError);
    this.writeRequests = [];
    const abort = this.pendingAbort;
    this.pendingAbort = undefined;
    if (abort === undefined) {
      this.#rejectClose();
    } else if (abort.wasErroring) {
      abort.deferred.reject(storedError);
      this.#rejectClose();
    } else {
      this.controller.abortSteps(abort.reason).then(() => {
        abort.deferred.resolve();
        this.#rejectClose();
      }, (error) => {
        abort.deferred.reject(error);
        this.#rejectClose();
      });
    }
  }

  #rejectClose() {
    if (this.closeRequest !== undefined) {
      this.closeRequest.reject(this.storedError);
      this.closeRequest = undefined;
    }
    this.#tellOver();
    if (this.writer !== undefined) {
      this.writer.closed.reject(this.storedError);
      handled(this.writer.closed.promise);
    }
  }

  finishWrite() {
    this.inFlightWrite.resolve();
    this.inFlightWrite = undefined;
  }

  finishWriteWithError(error) {
    this.inFlightWrite.reject(error);
    this.inFlightWrite = undefined;
    this.dealWithRejection(error);
  }

  finishClose() {
    this.inFlightClose.resolve();
    this.inFlightClose = undefined;
    if (this.state === 'erroring') {
      // Too late for an error: it is closed.
      this.storedError = undefined;
      this.pendingAbort?.deferred.resolve();
      this.pendingAbort = undefined;
    }
    this.state = 'closed';
    this.#tellOver();
    this.writer?.closed.resolve();
  }

  finishCloseWithError(error) {
    this.inFlightClose.reject(error);
    this.inFlightClose = undefined;
    this.pendingAbort?.deferred.reject(error);
    this.pendingAbort = undefined;
    this.dealWithRejection(error);
  }

  updateBackpressure(backpressure) {
    const { writer } = this;
    if (writer !== undefined && backpressure !== this.backpressure) {
      if (backpressure) writer.ready = Promise.withResolvers();
      else writer.ready.resolve();
    }
    this.backpressure = backpressure;
  }
}

// Who holds the lock of a WritableStream.
class WriterState {
  ready = Promise.withResolvers();
  closed = Promise.withResolvers();

  constructor(stream) {
    if (stream.locked) throw new ERR_INVALID_STATE.TypeError('WritableStream is locked');
    this.stream = stream;
    stream.writer = this;
    const { state, storedError } = stream;
    if (state === 'writable') {
      if (stream.closing || !stream.backpressure) this.ready.resolve();
    } else if (state === 'erroring') {
      this.ready = rejectedDeferred(storedError);
    } else if (state === 'closed') {
      this.ready.resolve();
      this.closed.resolve();
    } else {
      this.ready = rejectedDeferred(storedError);
      this.closed = rejectedDeferred(storedError);
    }
  }

  // A promise that is already settled cannot be rejected: there is a new one then.
  rejectReady(error) {
    const { ready } = this;
    ready.reject(error);
    this.ready = rejectedDeferred(error);
    handled(ready.promise);
  }

  rejectClosed(error) {
    const { closed } = this;
    closed.reject(error);
    handled(closed.promise);
    this.closed = rejectedDeferred(error);
  }

  get desiredSize() {
    const { state, controller } = this.stream;
    if (state === 'errored' || state === 'erroring') return null;
    return state === 'closed' ? 0 : controller.desiredSize;
  }

  write(chunk) {
    const { stream } = this;
    const { controller } = stream;
    const size = controller.sizeOf(chunk);
    if (stream !== this.stream) return Promise.reject(new ERR_INVALID_STATE.TypeError('Mismatched WritableStreams'));
    const { state } = stream;
    if (state === 'errored') return Promise.reject(stream.storedError);
    if (stream.closing || state === 'closed') {
      return Promise.reject(new ERR_INVALID_STATE.TypeError('WritableStream is closed'));
    }
    if (state === 'erroring') return Promise.reject(stream.storedError);
    const promise = stream.addWriteRequest();
    controller.write(chunk, size);
    return promise;
  }

  closeWithErrorPropagation() {
    const { stream } = this;
    if (stream.closing || stream.state === 'closed') return Promise.resolve();
    if (stream.state === 'errored') return Promise.reject(stream.storedError);
    return stream.close();
  }

  release() {
    const { stream } = this;
    if (stream === undefined) return;
    const error = new ERR_INVALID_STATE.TypeError('Writer has been released');
    this.rejectReady(error);
    this.rejectClosed(error);
    stream.writer = undefined;
    this.stream = undefined;
  }
}

module.exports = { WritableStreamState, WriterState };
