// A pipe from a ReadableStream to a WritableStream: chunks flow in one direction, the end and errors in both.

const { codes: { ERR_INVALID_STATE } } = require('internal/errors');
const { ignore, handled } = require('stream/web/common');
const { DefaultReaderState } = require('stream/web/readers');
const { WriterState } = require('stream/web/writable_state');

function pipe(source, dest, options) {
  const one = new Pipe(source, dest, options);
  one.start();
  return one.done.promise;
}

class Pipe {
  shuttingDown = false;
  currentWrite = Promise.resolve();
  done = Promise.withResolvers();
  #onAbort = undefined;

  constructor(source, dest, options) {
    this.source = source;
    this.dest = dest;
    this.options = options;
    this.reader = new DefaultReaderState(source, false);
    this.writer = new WriterState(dest);
    source.disturbed = true;
  }

  start() {
    const { signal } = this.options;
    if (signal !== undefined) {
      this.#onAbort = () => this.#abort(signal.reason);
      if (signal.aborted) {
        this.#onAbort();
        return;
      }
      this.#listening = require('events/static').addAbortListener(signal, this.#onAbort);
    }
    this.#watch();
    this.#step();
  }

  #listening = undefined;

  #abort(reason) {
    const { source, dest, options } = this;
    this.#shutdown(() => Promise.all([
      options.preventAbort || dest.state !== 'writable' ? undefined : dest.abort(reason),
      options.preventCancel || source.state !== 'readable' ? undefined : source.cancel(reason),
    ]), { error: reason });
  }

  // What happens to either side ends the pipe, and what has happened already does, too.
  #watch() {
    const { source, dest, reader, writer } = this;
    if (source.state === 'errored') this.#sourceFailed(source.storedError);
    else handled(reader.closed.promise.then(undefined, (error) => this.#sourceFailed(error)));
    if (dest.state === 'errored') this.#destFailed(dest.storedError);
    else handled(writer.closed.promise.then(undefined, (error) => this.#destFailed(error)));
    if (source.state === 'closed') this.#sourceClosed();
    else reader.closed.promise.then(() => this.#sourceClosed(), ignore);
    if (dest.closing || dest.state === 'closed') {
      this.#destFailed(new ERR_INVALID_STATE.TypeError('Destination WritableStream is closed'));
    }
  }

  #sourceFailed(error) {
    this.#shutdown(this.options.preventAbort ? undefined : () => this.dest.abort(error), { error });
  }

  #destFailed(error) {
    this.#shutdown(this.options.preventCancel ? undefined : () => this.source.cancel(error), { error });
  }

  #sourceClosed() {
    this.#shutdown(this.options.preventClose ? undefined : () => this.writer.closeWithErrorPropagation());
  }

  // A chunk, as soon as the writer has room for it, and so on.
  #step() {
    if (this.shuttingDown) return;
    this.writer.ready.promise.then(() => {
      if (this.shuttingDown) return;
      this.reader.read({
        chunk: (chunk) => {
          this.currentWrite = this.writer.write(chunk).then(undefined, ignore);
          this.#step();
        },
        close: ignore,
        error: ignore,
      });
    }, ignore);
  }

  // Ends the pipe with `failure`, a box { error }, or without; before that, what was read is written, and `action` done.
  #shutdown(action, failure = undefined) {
    if (this.shuttingDown) return;
    this.shuttingDown = true;
    const act = () => {
      if (action === undefined) this.#finish(failure);
      else action().then(() => this.#finish(failure), (error) => this.#finish({ error }));
    };
    if (this.dest.state === 'writable' && !this.dest.closing) this.#writesFinished().then(act);
    else act();
  }

  async #writesFinished() {
    let last;
    do {
      last = this.currentWrite;
      await last;
    } while (last !== this.currentWrite);
  }

  #finish(failure) {
    this.writer.release();
    this.reader.release();
    this.#listening?.[Symbol.dispose]();
    if (failure === undefined) this.done.resolve();
    else this.done.reject(failure.error);
  }
}

module.exports = { pipe };
