// tee() of a stream of bytes. A branch whose reader has brought a buffer has it filled directly; the other branch gets a
// copy, since no two may own the same bytes.

const { DefaultReaderState, BYOBReaderState } = require('stream/web/readers');

function tee(source) {
  return new ByteTee(source).branches;
}

const copyOf = (view) => new Uint8Array(view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength));

class ByteTee {
  reading = false;
  readAgain = [false, false];
  canceled = [false, false];
  reasons = [undefined, undefined];
  cancelled = Promise.withResolvers();

  constructor(source) {
    const { createBytes } = require('stream/web/readable');
    this.source = source;
    this.#take(DefaultReaderState, false);
    const branch = (i) => createBytes({
      start() {},
      pull: () => this.pull(i),
      cancel: (reason) => this.cancel(i, reason),
    });
    this.branches = [branch(0), branch(1)];
    this.#watch();
  }

  #take(Reader, byob) {
    this.reader = new Reader(this.source, byob);
  }

  // The reader changes with what the branches need.
  #use(Reader, byob) {
    if (this.reader.byob === byob) return;
    this.reader.release();
    this.#take(Reader, byob);
    this.#watch();
  }

  #watch() {
    const { reader } = this;
    reader.closed.promise.then(undefined, (error) => {
      if (reader !== this.reader) return;
      for (const { controller } of this.branches) controller.error(error);
      this.#settleUnlessBoth();
    });
  }

  #settleUnlessBoth() {
    if (!this.canceled[0] || !this.canceled[1]) this.cancelled.resolve(undefined);
  }

  async pull(i) {
    if (this.reading) {
      this.readAgain[i] = true;
      return;
    }
    this.reading = true;
    const request = this.branches[i].controller.byobRequest;
    if (request === null) this.#pullChunk();
    else this.#pullInto(request.view, i);
  }

  #goOn() {
    this.reading = false;
    if (this.readAgain[0]) this.pull(0);
    else if (this.readAgain[1]) this.pull(1);
  }

  #pullChunk() {
    this.#use(DefaultReaderState, false);
    this.reader.read({
      chunk: (chunk) => queueMicrotask(() => {
        this.readAgain = [false, false];
        const copy = this.canceled[0] || this.canceled[1] ? chunk : this.#copy(chunk);
        if (copy === undefined) return;
        if (!this.canceled[0]) this.branches[0].controller.enqueue(chunk);
        if (!this.canceled[1]) this.branches[1].controller.enqueue(copy);
        this.#goOn();
      }),
      close: () => {
        this.reading = false;
        this.#close();
        for (const { controller } of this.branches) {
          if (controller.pending.length > 0) require('stream/web/byte_fill').respond(controller, 0);
        }
        this.#settleUnlessBoth();
      },
      error: () => { this.reading = false; },
    });
  }

  #close() {
    this.branches.forEach(({ controller }, i) => {
      if (!this.canceled[i]) controller.close();
    });
  }

  // A copy, or undefined if there is no memory for it: then all of it has failed.
  #copy(chunk) {
    try {
      return copyOf(chunk);
    } catch (error) {
      for (const { controller } of this.branches) controller.error(error);
      this.cancelled.resolve(this.source.cancel(error));
      return undefined;
    }
  }

  #pullInto(view, i) {
    this.#use(BYOBReaderState, true);
    const { respondWithNewView, respond } = require('stream/web/byte_fill');
    const [mine, other] = [this.branches[i].controller, this.branches[1 - i].controller];
    this.reader.readInto(view, 1, {
      chunk: (chunk) => queueMicrotask(() => {
        this.readAgain = [false, false];
        if (!this.canceled[1 - i]) {
          const copy = this.#copy(chunk);
          if (copy === undefined) return;
          if (!this.canceled[i]) respondWithNewView(mine, chunk);
          other.enqueue(copy);
        } else if (!this.canceled[i]) {
          respondWithNewView(mine, chunk);
        }
        this.#goOn();
      }),
      close: (chunk) => {
        this.reading = false;
        this.#close();
        if (chunk !== undefined) {
          if (!this.canceled[i]) respondWithNewView(mine, chunk);
          if (!this.canceled[1 - i] && other.pending.length > 0) respond(other, 0);
        }
        this.#settleUnlessBoth();
      },
      error: () => { this.reading = false; },
    });
  }

  cancel(i, reason) {
    this.canceled[i] = true;
    this.reasons[i] = reason;
    if (this.canceled[1 - i]) this.cancelled.resolve(this.source.cancel(this.reasons));
    return this.cancelled.promise;
  }
}

module.exports = { tee };
