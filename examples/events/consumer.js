// A consumer that others push events to: it listens, and remembers what it did.

const net = require('net');
const { hear, listen } = require('./lines');
const { CONSUMERS } = require('./vessel');

exports.Consumer = class Consumer {
  #did = [];
  #server;

  constructor(name) {
    this.name = name;
    // One producer comes, sends its events, and ends.
    this.done = new Promise((resolve) => {
      this.#server = net.createServer((socket) => {
        hear(socket, (event) => this.take(event));
        socket.on('error', () => socket.destroy());
        socket.on('close', () => {
          this.#server.close();
          resolve();
        });
      });
    });
  }

  // Where it can be reached.
  async start() {
    const { address, port } = await listen(this.#server);
    return { host: address, port };
  }

  take({ bar }) {
    const did = CONSUMERS[this.name](bar);
    if (did !== undefined) this.#did.push(did);
  }

  toString() {
    return `${this.name} ${this.#did.join(', ')}`;
  }
};
