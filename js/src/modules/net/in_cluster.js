// Servers in a cluster: a worker's listens by way of the primary, and the primary opens what its workers share.

const tcp = require('net/native');
const { bindAnywhere, listensOn, emitError } = require('net/server');
const { exceptionWithHostPort } = require('internal/errors');

const TCP_IPV6ONLY = 1;

// In a worker: server.listen, with everything known but whether the primary can. `place` has the address, port and
// addressType that it is asked for, or a descriptor of its own.
exports.listen = function listen(server, place) {
  const { address, port, addressType, fd, backlog, ipv6Only, readableAll, writableAll } = place;
  const flags = ipv6Only ? TCP_IPV6ONLY : 0;
  const id = server._listeningId;
  const options = { address, port, addressType, fd, flags, backlog, readableAll, writableAll };
  // By the public name, which programs may have changed.
  tcp.cluster._getServer(server, options, (errno, given) => {
    // It was closed in the meantime, or listens already.
    if (id !== server._listeningId) return given?.close();
    const handle = errno ? errno : own(server, given);
    if (typeof handle === 'number') return emitError(server, exceptionWithHostPort(handle, 'bind', address, port));
    server._listeningId++;
    if (addressType !== -1) server._pipeName = undefined;
    listensOn(server, handle, `${addressType}:${address}:${fd ?? port}`);
  });
};

// What the primary has opened becomes a part of this process.
function own(server, given) {
  if (!tcp.isHandle(given)) return given;
  const handle = tcp.adopt(server, given);
  if (typeof handle === 'number') given.close();
  else given.becomes(handle);
  return handle;
}

// In the primary: a socket that listens, but accepts nobody here. A handle, or a negative errno.
exports.open = function open({ address, port, fd, flags, backlog, readableAll, writableAll }) {
  const nobody = {};
  const handle = fd >= 0 ? tcp.listenOn(nobody, fd, backlog) :
    port >= 0 ? bindAnywhere(nobody, address, { port, backlog, ipv6Only: Boolean(flags & TCP_IPV6ONLY) })[0] :
      openPath(nobody, address, backlog, require('net/path').modeOf({ readableAll, writableAll }));
  if (typeof handle !== 'number') handle.pause();
  return handle;
};

function openPath(owner, path, backlog, mode) {
  const handle = tcp.listenPath(owner, path, backlog);
  const status = mode === 0 || typeof handle === 'number' ? 0 : tcp.permit(path, mode);
  if (status === 0) return handle;
  handle.close();
  return status;
}
