// The way to a connection: arguments, names, one attempt or several.

const tcp = require('net/native');
const { isIP, normalizeArgs } = require('net/address');
const { Socket } = require('net/socket');
const { applyOptions } = require('net/socket_face');
const { kNoDelay } = require('net/symbols');
const { checkTarget } = require('net/connect_checks');
const { begin, end } = require('perf_hooks/interest');

// socket.connect(…)
function connect(socket, args) {
  const [options, callback] = normalizeArgs(args);
  if (socket.write !== Socket.prototype.write) delete socket.write;
  if (socket.destroyed) renew(socket);
  if (callback !== null) socket.once('connect', callback);
  if (options.noDelay) socket[kNoDelay] = true;
  if (options.keepAlive) socket.setKeepAlive(true, options.keepAliveInitialDelay);
  socket._unrefTimer();
  if (options.path) {
    require('net/path').connect(socket, options.path);
    return socket;
  }
  const target = checkTarget(options);
  socket.connecting = true;
  socket._host = null;
  socket._handle ??= tcp.handle();
  find(socket, target);
  return socket;
}

// A socket that is used again after it was destroyed.
function renew(socket) {
  socket._undestroy();
  socket._handle = null;
  socket._peername = undefined;
  socket._sockname = null;
}

// The socket's events begin in the next tick, when the caller has had time to listen.
function find(socket, target) {
  const family = isIP(target.host);
  if (family) {
    return process.nextTick(() => {
      if (socket.connecting) attempt(socket, target, target.host, family);
    });
  }
  socket._host = target.host;
  const { family: wanted } = target;
  const several = target.several && !target.localAddress && wanted !== 4 && wanted !== 6;
  const options = { family: socketFamily(wanted), hints: target.hints };
  if (several) require('net/auto_select').find(socket, target, { ...options, all: true });
  else target.lookup(target.host, options, (error, ip, ipFamily) => found(socket, target, error, ip, ipFamily));
}

function socketFamily(family) {
  if (family === 'IPv4') return 4;
  return family === 'IPv6' ? 6 : family;
}

function found(socket, target, error, ip, family) {
  socket.emit('lookup', error, ip, family, target.host);
  if (!socket.connecting) return;
  const { codes } = require('internal/errors');
  if (error) {
    process.nextTick(fail, socket, error);
  } else if (typeof ip !== 'string' || !isIP(ip)) {
    process.nextTick(fail, socket, new codes.ERR_INVALID_IP_ADDRESS(ip));
  } else if (family !== 4 && family !== 6) {
    process.nextTick(fail, socket, new codes.ERR_INVALID_ADDRESS_FAMILY(family, target.host, target.port));
  } else {
    socket._unrefTimer();
    attempt(socket, target, ip, family);
  }
}

// One attempt, to one address.
function attempt(socket, target, address, family) {
  socket._attempt = { address, port: target.port, family, localAddress: target.localAddress, localPort: target.localPort };
  socket.emit('connectionAttempt', address, target.port, family);
  if (!socket.connecting) return;
  if (isBlocked(target, address)) return process.nextTick(fail, socket, blocked(address));
  socket._attempt.start = begin();
  const status = open(socket._handle, socket, socket, target, address);
  if (status < 0) failed(socket, status);
}

function isBlocked({ blockList }, address) {
  return blockList !== undefined && blockList.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}

function blocked(address) {
  const { codes: { ERR_IP_BLOCKED } } = require('internal/errors');
  return new ERR_IP_BLOCKED(address);
}

// Sends a handle on its way, whose events go to `owner`: 0 or a negative errno.
function open(handle, socket, owner, target, address) {
  return tcp.connect(
    handle, owner, address, target.port, localAddressOf(target, address), target.localPort, socket._writableState.highWaterMark);
}

// A port of one's own needs an address, too: any of the family.
function localAddressOf({ localAddress, localPort }, address) {
  return localAddress || (localPort ? (isIP(address) === 6 ? '::' : '0.0.0.0') : undefined);
}

// The connection stands.
function connected(socket) {
  if (socket.destroyed) return;
  socket.connecting = false;
  socket._sockname = null;
  if (socket._attempt?.start !== undefined) {
    end(socket._attempt.start, 'net', 'connect', { host: socket._attempt.address, port: socket._attempt.port });
  }
  socket._attempt = null;
  applyOptions(socket);
  socket._unrefTimer();
  socket.emit('connect');
  socket.emit('ready');
  // Begins to read, or sees at once that the peer has ended.
  if (socket.readable && !socket.isPaused()) socket.read(0);
}

// The only attempt has failed.
function failed(socket, errno, syscall) {
  if (socket.destroyed) return;
  socket.connecting = false;
  const { address, port, family, localAddress, localPort } = socket._attempt;
  socket._attempt = null;
  const error = syscall === 'bind' ? bindFailure(errno, localAddress, localPort) :
    failure(errno, address, port, localAddress, localPort);
  socket.emit('connectionAttemptFailed', address, port, family, error);
  socket.destroy(error);
}

// The address or port of one's own is not to be had.
function bindFailure(errno, localAddress, localPort) {
  return require('internal/errors').exceptionWithHostPort(errno, 'bind', localAddress, localPort);
}

function failure(errno, address, port, localAddress, localPort) {
  const { exceptionWithHostPort } = require('internal/errors');
  if (!localAddress || !localPort) return exceptionWithHostPort(errno, 'connect', address, port);
  const error = exceptionWithHostPort(errno, 'connect', address, port, `${localAddress}:${localPort}`);
  return Object.assign(error, { localAddress, localPort });
}

function fail(socket, error) {
  socket.destroy(error);
}

Socket.prototype._attempt = null;

module.exports = { connect, connected, failed, fail, open, attempt, failure, isBlocked, blocked };
