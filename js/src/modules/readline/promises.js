// readline/promises: questions as promises, and the cursor in transactions.

const { Interface: Base } = require('readline/interface');
const { sequences } = require('readline/cursor');
const { AbortError, codes } = require('internal/errors');
const { validateAbortSignal, validateBoolean, validateInteger } = require('internal/validators');
const { kQuestion, kQuestionCancel, kQuestionReject, kCallCompleter } = require('readline/symbols');

class Interface extends Base {
  constructor(input, output, completer, terminal) {
    // The base is a function of the older kind, which makes no object of its own.
    return Reflect.construct(Base, [input, output, completer, terminal], new.target);
  }

  question(query, options = {}) {
    return new Promise((resolve, reject) => {
      const { signal } = options ?? {};
      let answered = resolve;
      if (signal) {
        validateAbortSignal(signal, 'options.signal');
        const aborted = () => new AbortError(undefined, { cause: signal.reason });
        if (signal.aborted) return reject(aborted());
        const onAbort = () => {
          this[kQuestionCancel]();
          reject(aborted());
        };
        signal.addEventListener('abort', onAbort, { once: true });
        answered = (answer) => {
          signal.removeEventListener('abort', onAbort);
          resolve(answer);
        };
      }
      this[kQuestion](query, answered);
      this[kQuestionReject] = reject;
    });
  }

  // A completer answers with a value or a promise.
  async [kCallCompleter](text, done) {
    let value;
    try {
      value = await this.completer(text);
    } catch (error) {
      return done(error);
    }
    done(null, value);
  }
}

function createInterface(input, output, completer, terminal) {
  return new Interface(input, output, completer, terminal);
}

// What is asked of the cursor waits for `commit`, or goes out with the next tick.
class Readline {
  #stream;
  #autoCommit = false;
  #todo = [];

  constructor(stream, options = undefined) {
    if (!require('stream').isWritable(stream)) throw new codes.ERR_INVALID_ARG_TYPE('stream', 'Writable', stream);
    this.#stream = stream;
    if (options?.autoCommit !== undefined && options.autoCommit !== null) {
      validateBoolean(options.autoCommit, 'options.autoCommit');
      this.#autoCommit = options.autoCommit;
    }
  }

  cursorTo(x, y = undefined) {
    validateInteger(x, 'x');
    if (y !== undefined && y !== null) validateInteger(y, 'y');
    return this.#add(sequences.to(x, y ?? undefined));
  }

  moveCursor(dx, dy) {
    if (dx || dy) {
      validateInteger(dx, 'dx');
      validateInteger(dy, 'dy');
      this.#add(sequences.move(dx, dy));
    }
    return this;
  }

  clearLine(dir) {
    validateInteger(dir, 'dir', -1, 1);
    return this.#add(sequences.clearLine(dir));
  }

  clearScreenDown() {
    return this.#add(sequences.clearDown);
  }

  #add(sequence) {
    if (this.#autoCommit) process.nextTick(() => this.#stream.write(sequence));
    else this.#todo.push(sequence);
    return this;
  }

  commit() {
    return new Promise((resolve) => {
      this.#stream.write(this.#todo.join(''), resolve);
      this.#todo = [];
    });
  }

  rollback() {
    this.#todo = [];
    return this;
  }
}

module.exports = { Interface, Readline, createInterface };
