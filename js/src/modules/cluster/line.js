// A line: what primary and worker tell each other beside the program's own messages. The words are Node's, so that either
// may run under the other runtime:
//
//   worker to primary   online, queryServer, listening, close, exitedAfterDisconnect
//   primary to worker   newconn, disconnect
//
// Each message has a number (`seq`), and an answer repeats it (`ack`).

class Line {
  static #lines = new WeakMap();
  #next = 0;
  #waiting = new Map();
  #worker;

  // `hear(message, handle)` gets what is no answer.
  constructor(worker, hear) {
    this.#worker = worker;
    Line.#lines.set(worker, this);
    worker.process.on('internalMessage', (message, handle) => {
      if (message.cmd !== 'NODE_CLUSTER') return;
      const answered = this.#waiting.get(message.ack);
      if (answered === undefined) return hear(message, handle);
      this.#waiting.delete(message.ack);
      answered(message, handle);
    });
  }

  static of(worker) {
    return Line.#lines.get(worker);
  }

  // `answered(reply, handle)` gets the answer.
  tell(message, handle, answered) {
    const seq = this.#next++;
    if (answered !== undefined) this.#waiting.set(seq, answered);
    const { process: other } = this.#worker;
    // Who has just gone hears nothing; that it has gone, an event of its own will tell.
    if (other.connected) other._send({ cmd: 'NODE_CLUSTER', ...message, seq }, handle, { swallowErrors: true });
  }

  // The other end has gone: what was not answered never will be. That is told by an empty answer.
  lost() {
    const waiting = this.#waiting;
    this.#waiting = new Map();
    for (const answered of waiting.values()) answered({});
  }
}

module.exports = Line;
