// What a socket says of itself, and what it can be told.

const { Socket, running } = require('dgram/socket');
const { errnoException, codes } = require('internal/errors');
const { validateNumber, validateString } = require('internal/validators');
const { kState, CONNECTED } = require('dgram/symbols');

Socket.prototype.address = function address() {
  return nameOf(running(this), 'getsockname');
};

Socket.prototype.remoteAddress = function remoteAddress() {
  const handle = running(this);
  if (this[kState].connectState !== CONNECTED) throw new codes.ERR_SOCKET_DGRAM_NOT_CONNECTED();
  return nameOf(handle, 'getpeername');
};

function nameOf(handle, call) {
  const name = handle[call]();
  if (typeof name === 'number') throw errnoException(name, call);
  return name;
}

// Calls a verb of the handle, and throws what it says.
function tell(socket, verb, ...values) {
  const status = running(socket)[verb](...values);
  if (status < 0) throw errnoException(status, verb);
}

Socket.prototype.setBroadcast = function setBroadcast(flag) {
  tell(this, 'setBroadcast', Boolean(flag));
};

Socket.prototype.setTTL = function setTTL(ttl) {
  validateNumber(ttl, 'ttl');
  tell(this, 'setTTL', ttl);
  return ttl;
};

Socket.prototype.setMulticastTTL = function setMulticastTTL(ttl) {
  validateNumber(ttl, 'ttl');
  tell(this, 'setMulticastTTL', ttl);
  return ttl;
};

Socket.prototype.setMulticastLoopback = function setMulticastLoopback(flag) {
  tell(this, 'setMulticastLoopback', Boolean(flag));
  return flag;
};

Socket.prototype.setMulticastInterface = function setMulticastInterface(interfaceAddress) {
  running(this);
  validateString(interfaceAddress, 'interfaceAddress');
  tell(this, 'setMulticastInterface', interfaceAddress);
};

for (const verb of ['addMembership', 'dropMembership']) {
  define(verb, function (multicastAddress, interfaceAddress) {
    running(this);
    if (!multicastAddress) throw new codes.ERR_MISSING_ARGS('multicastAddress');
    tell(this, verb, multicastAddress, interfaceAddress);
  });
}

for (const verb of ['addSourceSpecificMembership', 'dropSourceSpecificMembership']) {
  define(verb, function (sourceAddress, groupAddress, interfaceAddress) {
    running(this);
    validateString(sourceAddress, 'sourceAddress');
    validateString(groupAddress, 'groupAddress');
    tell(this, verb, sourceAddress, groupAddress, interfaceAddress);
  });
}

function define(name, method) {
  Object.defineProperty(method, 'name', { value: name });
  Socket.prototype[name] = method;
}

// ---- room in the kernel

function bufferSize(socket, size, receives) {
  if (size >>> 0 !== size) throw new codes.ERR_SOCKET_BAD_BUFFER_SIZE();
  const status = running(socket).bufferSize(size, receives);
  if (status >= 0) return status;
  const { 0: code, 1: message } = require('internal/errors').uvErrmapGet(status);
  const syscall = receives ? 'uv_recv_buffer_size' : 'uv_send_buffer_size';
  throw new codes.ERR_SOCKET_BUFFER_SIZE({ errno: status, code, message, syscall });
}

Socket.prototype.setRecvBufferSize = function setRecvBufferSize(size) {
  bufferSize(this, size, true);
};

Socket.prototype.setSendBufferSize = function setSendBufferSize(size) {
  bufferSize(this, size, false);
};

Socket.prototype.getRecvBufferSize = function getRecvBufferSize() {
  return bufferSize(this, 0, true);
};

Socket.prototype.getSendBufferSize = function getSendBufferSize() {
  return bufferSize(this, 0, false);
};

Socket.prototype.getSendQueueSize = function getSendQueueSize() {
  return running(this).getSendQueueSize();
};

Socket.prototype.getSendQueueCount = function getSendQueueCount() {
  return running(this).getSendQueueCount();
};

// ---- life

for (const verb of ['ref', 'unref']) {
  define(verb, function () {
    const { handle } = this[kState];
    if (handle !== null) handle[verb]();
    return this;
  });
}

// ---- what used to be public (DEP0112)

for (const name of ['handle', 'receiving', 'bindState', 'queue', 'reuseAddr']) {
  const { deprecate } = require('util');
  const words = `Socket.prototype._${name} is deprecated`;
  Object.defineProperty(Socket.prototype, `_${name}`, {
    get: deprecate(function () { return this[kState][name]; }, words, 'DEP0112'),
    set: deprecate(function (value) { this[kState][name] = value; }, words, 'DEP0112'),
    configurable: true,
    enumerable: false,
  });
}
