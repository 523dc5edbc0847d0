// The way to a connection: arguments, names, one attempt or several.

const tcp = require('net/native');
const { isIP, normalizeArgs } = require('net/address');
const { Socket } = require('net/socket');
const { applyOptions } = require('net/socket_face');
const { kNoDelay } = require('net/symbols');
const { autoSelect } = require('net/auto_select');

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

function checkTarget(options) {
  const { codes } = require('internal/errors');
  const { validateNumber, validatePort, validateFunction, validateBoolean, validateInt32 } =
    require('internal/validators');
  const { localAddress, localPort, lookup } = options;
  if (localAddress && !isIP(localAddress)) throw new codes.ERR_INVALID_IP_ADDRESS(localAddress);
  if (localPort) validateNumber(localPort, 'options.localPort');
  if (options.host !== undefined && options.host !== null && typeof options.host !== 'string') {
    throw new codes.ERR_INVALID_ARG_TYPE('options.host', 'string', options.host);
  }
  if (options.host?.includes('\0')) {
    throw new codes.ERR_INVALID_ARG_VALUE('options.host', options.host, 'must be a string without null bytes');
  }
  if (options.port === undefined && options.path !== '') throw new codes.ERR_MISSING_ARGS(['options', 'port', 'path']);
  if (options.port !== undefined) {
    if (typeof options.port !== 'number' && typeof options.port !== 'string') {
      throw new codes.ERR_INVALID_ARG_TYPE('options.port', ['number', 'string'], options.port);
    }
    validatePort(options.port);
  }
  if (options.autoSelectFamily !== undefined) validateBoolean(options.autoSelectFamily, 'options.autoSelectFamily');
  if (options.autoSelectFamilyAttemptTimeout !== undefined) {
    validateInt32(options.autoSelectFamilyAttemptTimeout, 'options.autoSelectFamilyAttemptTimeout', 1);
  }
  if (lookup !== undefined && lookup !== null) validateFunction(lookup, 'options.lookup');
  return {
    host: options.host || 'localhost',
    port: options.port | 0,
    localAddress,
    localPort,
    family: options.family,
    hints: options.hints || 0,
    lookup: lookup || defaultLookup,
    several: options.autoSelectFamily ?? autoSelect.on,
    attemptTimeout: Math.max(options.autoSelectFamilyAttemptTimeout ?? autoSelect.timeout, 10),
  };
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
  } else if (!isIP(ip)) {
    process.nextTick(fail, socket, new codes.ERR_INVALID_IP_ADDRESS(ip));
  } else if (family !== 4 && family !== 6) {
    process.nextTick(fail, socket, new codes.ERR_INVALID_ADDRESS_FAMILY(family, target.host, target.port));
  } else {
    socket._unrefTimer();
    attempt(socket, target, ip, family);
  }
}

// For the rooms that are not there yet: what dns.lookup does.
function defaultLookup(hostname, options, callback) {
  tcp.lookup(hostname, options.family || 0, options.hints, (code, list) => {
    if (code !== null) return callback(lookupError(code, hostname));
    const addresses = [];
    for (let i = 0; i < list.length; i += 2) addresses.push({ address: list[i], family: list[i + 1] });
    if (options.all) callback(null, addresses);
    else callback(null, addresses[0].address, addresses[0].family);
  });
}

// The resolver's symbols and Node's names for them.
function lookupError(code, hostname) {
  const { UV_EAI_CODES } = require('net/resolver_codes');
  const name = code === 'EAI_NONAME' || code === 'EAI_NODATA' ? 'ENOTFOUND' : code;
  const error = new Error(`getaddrinfo ${name} ${hostname}`);
  error.errno = UV_EAI_CODES[code];
  error.code = name;
  error.syscall = 'getaddrinfo';
  error.hostname = hostname;
  return error;
}

// One attempt, to one address.
function attempt(socket, target, address, family) {
  socket._attempt = { address, port: target.port, family, localAddress: target.localAddress, localPort: target.localPort };
  socket.emit('connectionAttempt', address, target.port, family);
  if (!socket.connecting) return;
  const handle = open(socket, socket, target, address);
  if (typeof handle === 'number') return failed(socket, handle);
  socket._handle = handle;
}

// A handle on its way, whose events go to `owner`; or a negative errno.
function open(socket, owner, target, address) {
  return tcp.connect(
    owner, address, target.port, localAddressOf(target, address), target.localPort, socket._writableState.highWaterMark);
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
  const details = localAddress && localPort ? `Local (${localAddress}:${localPort})` : undefined;
  return exceptionWithHostPort(errno, 'connect', address, port, details);
}

function fail(socket, error) {
  socket.destroy(error);
}

Socket.prototype._attempt = null;

module.exports = { connect, connected, failed, fail, open, attempt, failure, lookupError };
