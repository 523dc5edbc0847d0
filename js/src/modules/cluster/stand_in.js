// What a server in a worker has for a handle when the primary accepts its connections: nothing is open behind it.

const { TIMEOUT_MAX } = require('timers/internal');

class StandIn {
  #sockname;
  #closed;
  // Keeps the program alive as long as somebody listens.
  #keeper = setInterval(() => {}, TIMEOUT_MAX);

  constructor(sockname, closed) {
    this.#sockname = sockname;
    this.#closed = closed;
  }

  // It does already.
  listen() {
    return 0;
  }

  getsockname(into) {
    Object.assign(into, this.#sockname);
    return 0;
  }

  ref() {
    this.#keeper?.ref();
  }

  unref() {
    this.#keeper?.unref();
  }

  close(callback) {
    if (this.#keeper === undefined) return;
    clearInterval(this.#keeper);
    this.#keeper = undefined;
    this.#closed();
    if (typeof callback === 'function') process.nextTick(callback);
  }
}

module.exports = StandIn;
