// UDP sockets in the workers of a cluster: the primary binds them, and all workers that ask for the same share one.

const udp = require('dgram/native');
const { kState, UNBOUND } = require('dgram/symbols');

const UDP_IPV6ONLY = 1;
const UDP_REUSEADDR = 4;

// `failed(errno)` hears what the primary could not do, `bound()` that it is done.
exports.bind = function bind(socket, { address, port, fd }, failed, bound) {
  const state = socket[kState];
  const flags = (state.reuseAddr ? UDP_REUSEADDR : 0) | (state.ipv6Only ? UDP_IPV6ONLY : 0);
  const options = { address, port, addressType: socket.type, fd, flags };
  // By the public name, which programs may have changed.
  udp.cluster._getServer(socket, options, (errno, given) => {
    if (state.handle === null) return given?.close(); // it was closed in the meantime
    const status = errno ? errno : take(socket, given);
    if (status === 0) return bound();
    state.bindState = UNBOUND;
    failed(status);
  });
};

// What the primary has bound becomes a part of this process.
function take(socket, given) {
  const { handle } = socket[kState];
  const status = handle.open(given.fd);
  if (status < 0) {
    given.close();
    return status;
  }
  handle.owner = socket;
  given.becomes(handle);
  return status;
}
