// `for await` over a ReadableStream. Calls of next() and return() take their turns, also when nobody waits for them.

const { DefaultReaderState } = require('stream/web/readers');

const AsyncIteratorPrototype = Object.getPrototypeOf(Object.getPrototypeOf(async function* () {}).prototype);

const kWalk = Symbol('kWalk');

class Walk {
  done = false;
  ongoing = undefined;

  constructor(state, preventCancel) {
    this.reader = new DefaultReaderState(state, false);
    this.preventCancel = preventCancel;
  }

  // After what was asked before, whatever became of it.
  inTurn(step) {
    this.ongoing = this.ongoing === undefined ? step() : this.ongoing.then(step, step);
    return this.ongoing;
  }

  next() {
    if (this.done) return Promise.resolve({ done: true, value: undefined });
    return new Promise((resolve, reject) => {
      this.reader.read({
        // In a job of its own, so that a source that enqueues at once does not run into the reader.
        chunk: (value) => queueMicrotask(() => resolve({ done: false, value })),
        close: () => {
          this.#end();
          resolve({ done: true, value: undefined });
        },
        error: (error) => {
          this.#end();
          reject(error);
        },
      });
    });
  }

  #end() {
    this.done = true;
    this.reader.release();
  }

  async return(value) {
    if (!this.done) {
      this.done = true;
      if (this.preventCancel) {
        this.reader.release();
      } else {
        const cancelled = this.reader.cancel(value);
        this.reader.release();
        await cancelled;
      }
    }
    return { done: true, value };
  }
}

const prototype = Object.create(AsyncIteratorPrototype, {
  next: {
    value: function next() {
      const walk = this[kWalk];
      return walk.inTurn(() => walk.next());
    },
    writable: true, enumerable: true, configurable: true,
  },
  return: {
    value: function return_(value) {
      const walk = this[kWalk];
      return walk.inTurn(() => walk.return(value));
    },
    writable: true, enumerable: true, configurable: true,
  },
});
Object.defineProperty(prototype.return, 'name', { value: 'return' });

function iterate(state, preventCancel) {
  return Object.create(prototype, { [kWalk]: { value: new Walk(state, preventCancel) } });
}

module.exports = { iterate };
