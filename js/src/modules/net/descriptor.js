// Sockets on descriptors that are open already.

const tcp = require('net/native');
const { codes, errnoException } = require('internal/errors');

// new Socket({ fd }): the options, with a handle.
exports.open = function open(options) {
  const { fd } = options;
  require('internal/validators').validateInt32(fd, 'fd', 0);
  const handle = tcp.open(fd);
  if (typeof handle !== 'number') return { ...options, handle };
  const { UV_ENOTSUP, UV_EBADF } = require('internal/uv');
  if (handle === UV_ENOTSUP || handle === UV_EBADF) {
    throw new codes.ERR_INVALID_FD_TYPE(handle === UV_EBADF ? 'INVALID' : 'FILE');
  }
  throw errnoException(handle, 'open');
};

// server.listen({ fd }). In a worker of a cluster the number is one of the primary's.
exports.listen = function listen(server, { fd, exclusive }, backlog) {
  if (tcp.cluster !== undefined && !exclusive) {
    return require('net/in_cluster').listen(server, { address: null, port: null, addressType: null, fd, backlog });
  }
  const handle = tcp.listenOn(server, fd, backlog);
  const { listensOn, emitError } = require('net/server');
  if (typeof handle !== 'number') return listensOn(server, handle, `null:null:${fd}`);
  const { uvExceptionWithHostPort } = require('internal/errors');
  process.nextTick(emitError, server, uvExceptionWithHostPort(handle, 'listen', null, fd));
};
