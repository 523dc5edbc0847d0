// The state of a ReadableStream: readable, then closed or errored; with a controller that brings chunks, and at most one
// reader that takes them.

const { handled } = require('stream/web/common');

class ReadableStreamState {
  state = 'readable';
  reader = undefined;
  controller = undefined;
  storedError = undefined;
  disturbed = false;
  // Told to those who wait for the end without a reader; made for the first of them.
  #over = undefined;

  constructor(face) {
    this.face = face;
  }

  get locked() {
    return this.reader !== undefined;
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

  cancel(reason) {
    this.disturbed = true;
    if (this.state === 'closed') return Promise.resolve();
    if (this.state === 'errored') return Promise.reject(this.storedError);
    this.close();
    const { reader } = this;
    if (reader?.byob) for (const request of reader.takeRequests()) request.close(undefined);
    return this.controller.cancelSteps(reason).then(() => undefined);
  }

  close() {
    this.state = 'closed';
    this.#tellOver();
    const { reader } = this;
    if (reader === undefined) return;
    reader.closed.resolve();
    if (!reader.byob) for (const request of reader.takeRequests()) request.close(undefined);
  }

  error(error) {
    this.state = 'errored';
    this.storedError = error;
    this.#tellOver();
    const { reader } = this;
    if (reader === undefined) return;
    reader.closed.reject(error);
    handled(reader.closed.promise);
    reader.failRequests(error);
  }

  // Gives a chunk to the request that has waited longest.
  fulfil(chunk, done) {
    const request = this.reader.requests.shift();
    if (done) request.close(chunk);
    else request.chunk(chunk);
  }

  // How many requests wait, if the reader is of the kind.
  waiting(byob) {
    const { reader } = this;
    return reader !== undefined && reader.byob === byob ? reader.requests.length : 0;
  }
}

module.exports = { ReadableStreamState };
