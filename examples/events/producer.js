// A producer that knows its consumers' addresses. It pushes and goes on: nobody answers, and nobody is waited for.

const net = require('net');
const { say } = require('./lines');

exports.Producer = class Producer {
  #sockets;

  constructor(addresses) {
    this.#sockets = addresses.map((address) => {
      const socket = net.connect(address);
      // A consumer that is not there misses the events. That is its own affair.
      socket.on('error', () => socket.destroy());
      return socket;
    });
  }

  push(event) {
    for (const socket of this.#sockets) if (socket.writable) say(socket, event);
  }

  end() {
    for (const socket of this.#sockets) socket.end();
  }
};
