// A socket that the primary opens and the workers use: of a server that listens in each of them, so that the kernel decides
// who gets a connection; or of UDP. The primary itself takes nothing from it.

const UDP_IPV6ONLY = 1;
const UDP_REUSEADDR = 4;
const UDP_REUSEPORT = 8;

class Shared {
  #workers = new Set();
  // What was opened, or a negative errno.
  #opened;

  constructor(key, message) {
    this.#opened = /^udp[46]$/.test(message.addressType) ? openDatagram(message) : require('net/in_cluster').open(message);
  }

  // `send(errno, reply, handle)`
  add(worker, send) {
    this.#workers.add(worker.id);
    if (typeof this.#opened === 'number') send(this.#opened, {}, null);
    else send(0, {}, this.#opened);
  }

  has(worker) {
    return this.#workers.has(worker.id);
  }

  // True if nobody is left.
  remove(worker) {
    if (!this.#workers.delete(worker.id) || this.#workers.size > 0) return false;
    if (typeof this.#opened !== 'number') this.#opened.close();
    return true;
  }
}

function openDatagram({ address, port, addressType, fd, flags }) {
  const udp = require('dgram/native');
  if (fd >= 0) return udp.lendOpen(fd);
  const [reuseAddr, reusePort, ipv6Only] = [UDP_REUSEADDR, UDP_REUSEPORT, UDP_IPV6ONLY].map((bit) => (flags & bit) !== 0);
  return udp.lend(addressType === 'udp6', reuseAddr, reusePort, ipv6Only, address, port ?? 0);
}

module.exports = Shared;
