// Sockets by a path in the file system, or (Linux) a name that begins with a NUL character.

const tcp = require('net/native');

// socket.connect(path): the attempt begins at once, since there is nothing to look up.
exports.connect = function connect(socket, path) {
  require('internal/validators').validateString(path, 'options.path');
  socket.connecting = true;
  socket._host = null;
  socket._attempt = { address: path };
  socket._handle = tcp.handle();
  const status = tcp.connectPath(socket._handle, socket, path, socket._writableState.highWaterMark);
  if (status === 0) return;
  const { exceptionWithHostPort } = require('internal/errors');
  socket.destroy(exceptionWithHostPort(status, 'connect', path, undefined, 'undefined:undefined'));
};

const EVERYBODY_READS = 0o444;
const EVERYBODY_WRITES = 0o222;

// Who may connect besides the owner, as bits of the file's mode.
exports.modeOf = function modeOf({ readableAll, writableAll }) {
  return (readableAll ? EVERYBODY_READS : 0) | (writableAll ? EVERYBODY_WRITES : 0);
};

// server.listen(path)
exports.listen = function listen(server, options, backlog) {
  const { path, readableAll, writableAll } = options;
  const mode = exports.modeOf(options);
  if (mode !== 0 && path[0] === '\0') {
    const { codes: { ERR_INVALID_ARG_VALUE } } = require('internal/errors');
    throw new ERR_INVALID_ARG_VALUE(
      'options', options, 'can not set readableAll or writableAll to true when path is abstract unix socket');
  }
  server._pipeName = path;
  if (tcp.cluster !== undefined && !options.exclusive) {
    const place = { address: path, port: -1, addressType: -1, backlog, readableAll, writableAll };
    return require('net/in_cluster').listen(server, place);
  }
  const handle = tcp.listenPath(server, path, backlog);
  const { listensOn, emitError } = require('net/server');
  if (typeof handle === 'number') {
    const { uvExceptionWithHostPort } = require('internal/errors');
    return process.nextTick(emitError, server, uvExceptionWithHostPort(handle, 'listen', path, -1));
  }
  listensOn(server, handle, `-1:${path}:-1`);
  const status = mode === 0 ? 0 : tcp.permit(path, mode);
  if (status < 0) {
    server.close();
    throw require('internal/errors').errnoException(status, 'uv_pipe_chmod');
  }
};
