// A server whose connections the primary accepts, and hands to the workers by turns.
//
// A worker gets the next connection only when it has confirmed the last: one that is slow to take them gets fewer. What is
// handed over but not confirmed still is the primary's, which gives it to another worker if that one dies or will not have it.

const Line = require('cluster/line');

const TCP_IPV6ONLY = 1;

class RoundRobin {
  #key;
  #workers = new Map();
  // Those who wait for a connection: who has waited longest comes first.
  #free = new Map();
  // Connections that wait for a worker.
  #queue = [];
  // Of net.Server; gone when it listens.
  #server;
  #handle = null;

  constructor(key, { port, address, fd, flags, backlog, readableAll, writableAll }) {
    this.#key = key;
    const server = require('net').createServer();
    this.#server = server;
    if (fd >= 0) server.listen({ fd, backlog });
    else if (port >= 0) server.listen({ port, host: address, ipv6Only: Boolean(flags & TCP_IPV6ONLY), backlog });
    else server.listen({ path: address, backlog, readableAll, writableAll });
    server.once('listening', () => {
      this.#handle = server._handle;
      this.#handle.onconnection = (status, connection) => this.#distribute(connection);
      this.#server = undefined;
    });
  }

  // `send(errno, reply)` when the worker can listen, or cannot.
  add(worker, send) {
    this.#workers.set(worker.id, worker);
    const listening = () => {
      const sockname = {};
      this.#handle.getsockname(sockname);
      send(0, { sockname });
      this.#handOver(worker);
    };
    if (this.#server === undefined) return listening();
    this.#server.once('listening', listening);
    this.#server.once('error', (error) => send(error.errno, {}));
  }

  has(worker) {
    return this.#workers.has(worker.id);
  }

  // True if nobody is left: then nobody listens here any more.
  remove(worker) {
    if (!this.#workers.delete(worker.id)) return false;
    this.#free.delete(worker.id);
    if (this.#workers.size > 0) return false;
    for (const connection of this.#queue) connection.close();
    this.#queue = [];
    if (this.#server !== undefined) this.#server.close();
    else this.#handle.close();
    return true;
  }

  #distribute(connection) {
    if (this.#workers.size === 0) return connection.close();
    this.#queue.push(connection);
    for (const worker of this.#free.values()) {
      this.#free.delete(worker.id);
      return this.#handOver(worker);
    }
  }

  #handOver(worker) {
    // It may have closed its server in the meantime.
    if (!this.#workers.has(worker.id)) return;
    const connection = this.#queue.shift();
    if (connection === undefined) {
      this.#free.set(worker.id, worker);
      return;
    }
    Line.of(worker).tell({ act: 'newconn', key: this.#key }, connection, (reply) => {
      if (reply.accepted) connection.close();
      else this.#distribute(connection);
      this.#handOver(worker);
    });
  }
}

module.exports = RoundRobin;
