// tee() of a stream of anything: two streams that both get every chunk of the first.

const { DefaultReaderState } = require('stream/web/readers');

function tee(source) {
  return new Tee(source).branches;
}

class Tee {
  reading = false;
  readAgain = false;
  canceled = [false, false];
  reasons = [undefined, undefined];
  cancelled = Promise.withResolvers();

  constructor(source) {
    const { create } = require('stream/web/readable');
    this.source = source;
    this.reader = new DefaultReaderState(source, false);
    const branch = (i) => create({
      start() {},
      pull: () => this.pull(),
      cancel: (reason) => this.cancel(i, reason),
    });
    this.branches = [branch(0), branch(1)];
    this.reader.closed.promise.then(undefined, (error) => {
      for (const { controller } of this.branches) controller.error(error);
      this.#settleUnlessBoth();
    });
  }

  // Both have been cancelled: the answer is that of the source.
  #settleUnlessBoth() {
    if (!this.canceled[0] || !this.canceled[1]) this.cancelled.resolve(undefined);
  }

  async pull() {
    if (this.reading) {
      this.readAgain = true;
      return;
    }
    this.reading = true;
    this.reader.read({
      chunk: (chunk) => queueMicrotask(() => {
        this.readAgain = false;
        this.#each((controller) => controller.enqueue(chunk));
        this.reading = false;
        if (this.readAgain) this.pull();
      }),
      close: () => {
        this.reading = false;
        this.#each((controller) => controller.close());
        this.#settleUnlessBoth();
      },
      error: () => { this.reading = false; },
    });
  }

  #each(what) {
    this.branches.forEach(({ controller }, i) => {
      if (!this.canceled[i]) what(controller);
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
