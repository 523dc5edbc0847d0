// Socket: a UDP socket as an emitter of messages.

require('buffer'); // what arrives comes as Buffers
const { EventEmitter } = require('events/emitter');
const udp = require('dgram/native');
const { errnoException, exceptionWithHostPort, codes } = require('internal/errors');
const { validateFunction, validateAbortSignal, validatePort, validateUint32 } = require('internal/validators');
const {
  kState, UNBOUND, BINDING, BOUND, DISCONNECTED, CONNECTING, CONNECTED,
} = require('dgram/symbols');

function Socket(type, listener) {
  if (!(this instanceof Socket)) return new Socket(type, listener);
  EventEmitter.call(this);
  const options = type !== null && typeof type === 'object' ? type : {};
  if (type !== null && typeof type === 'object') type = options.type;
  for (const name of ['recvBufferSize', 'sendBufferSize']) {
    if (options[name] !== undefined) validateUint32(options[name], `options.${name}`);
  }
  if (options.lookup) validateFunction(options.lookup, 'lookup');
  if (type !== 'udp4' && type !== 'udp6') throw new codes.ERR_SOCKET_BAD_TYPE();
  this.type = type;
  if (typeof listener === 'function') this.on('message', listener);
  this[kState] = {
    handle: udp.create(
      this, type === 'udp6', Boolean(options.reuseAddr), Boolean(options.reusePort), Boolean(options.ipv6Only)),
    lookup: options.lookup ?? require('dns').lookup,
    receiving: false,
    bindState: UNBOUND,
    connectState: DISCONNECTED,
    queue: undefined,
    reuseAddr: options.reuseAddr,
    reusePort: options.reusePort,
    ipv6Only: options.ipv6Only,
    recvBufferSize: options.recvBufferSize,
    sendBufferSize: options.sendBufferSize,
    receiveBlockList: blockList(options, 'receiveBlockList'),
    sendBlockList: blockList(options, 'sendBlockList'),
  };
  if (options.signal !== undefined) closeOnAbort(this, options.signal);
}

Object.setPrototypeOf(Socket.prototype, EventEmitter.prototype);
Object.setPrototypeOf(Socket, EventEmitter);

function blockList(options, name) {
  const list = options[name];
  if (!list) return undefined;
  if (!require('net/block_list').BlockList.isBlockList(list)) {
    throw new codes.ERR_INVALID_ARG_TYPE(`options.${name}`, 'net.BlockList', list);
  }
  return list;
}

function closeOnAbort(socket, signal) {
  validateAbortSignal(signal, 'options.signal');
  const onAborted = () => {
    if (socket[kState].handle !== null) socket.close();
  };
  if (signal.aborted) return onAborted();
  signal.addEventListener('abort', onAborted, { once: true });
  socket.once('close', () => signal.removeEventListener('abort', onAborted));
}

// The handle, for as long as the socket is not closed.
function running(socket) {
  const { handle } = socket[kState];
  if (handle === null) throw new codes.ERR_SOCKET_DGRAM_NOT_RUNNING();
  return handle;
}

// Everything has its address from the socket's look-up, an address as it is, too. Nothing stands for the own machine.
function lookup(socket, address, callback) {
  const [nothing, family] = socket.type === 'udp6' ? ['::1', 6] : ['127.0.0.1', 4];
  socket[kState].lookup(address || nothing, family, callback);
}

function emitError(socket, error) {
  socket.emit('error', error);
}

// ---- binding

Socket.prototype.bind = function bind(port_, address_) {
  running(this);
  const state = this[kState];
  if (state.bindState !== UNBOUND) throw new codes.ERR_SOCKET_ALREADY_BOUND();
  state.bindState = BINDING;
  const callback = arguments.length > 0 && arguments[arguments.length - 1];
  if (typeof callback === 'function') onceBound(this, callback);
  let port = port_;
  let address = typeof address_ === 'function' ? '' : address_;
  let ours = udp.cluster === undefined || Boolean(state.reusePort);
  if (port !== null && typeof port === 'object') {
    const { fd } = port;
    ours ||= Boolean(port.exclusive);
    if (Number.isInteger(fd) && fd > 0) return ours ? open(this, fd) : openShared(this, fd);
    address = port.address || '';
    port = port.port;
  }
  address ||= this.type === 'udp6' ? '::' : '0.0.0.0';
  lookup(this, address, (error, ip) => {
    if (state.handle === null) return;
    if (error) {
      state.bindState = UNBOUND;
      return this.emit('error', error);
    }
    const failed = (errno) => this.emit('error', exceptionWithHostPort(errno, 'bind', ip, port));
    if (!ours) return bindShared(this, { address: ip, port: port | 0, fd: -1 }, failed);
    const status = state.handle.bind(ip, port | 0);
    if (status === 0) return startListening(this);
    state.bindState = UNBOUND;
    failed(status);
  });
  return this;
};

function onceBound(socket, callback) {
  function removeListeners() {
    socket.removeListener('error', removeListeners);
    socket.removeListener('listening', onListening);
  }
  function onListening() {
    removeListeners();
    callback.call(socket);
  }
  socket.on('error', removeListeners);
  socket.on('listening', onListening);
}

// A socket that is open already.
function open(socket, fd) {
  const status = socket[kState].handle.open(fd);
  if (status < 0) {
    socket[kState].bindState = UNBOUND;
    throw errnoException(status, 'open');
  }
  startListening(socket);
  return socket;
}

// In a worker of a cluster the primary binds; a descriptor is one of the primary's.
function bindShared(socket, place, failed) {
  require('dgram/in_cluster').bind(socket, place, failed, () => startListening(socket));
}

function openShared(socket, fd) {
  bindShared(socket, { address: null, port: null, fd }, (errno) => socket.emit('error', errnoException(errno, 'open')));
  return socket;
}

function startListening(socket) {
  const state = socket[kState];
  state.receiving = true;
  state.bindState = BOUND;
  if (state.recvBufferSize) socket.setRecvBufferSize(state.recvBufferSize);
  if (state.sendBufferSize) socket.setSendBufferSize(state.sendBufferSize);
  socket.emit('listening');
}

// Binds a socket that somebody wants to use without having done so.
function bindIfNeeded(socket) {
  if (socket[kState].bindState === UNBOUND) socket.bind({ port: 0, exclusive: true }, null);
}

// What has to wait until the socket is bound is done in its order, or never if that fails.
function enqueue(socket, action) {
  const state = socket[kState];
  if (state.queue === undefined) {
    state.queue = [];
    const onError = () => {
      socket.removeListener('listening', onListening);
      state.queue = undefined;
    };
    const onListening = () => {
      socket.removeListener('error', onError);
      const { queue } = state;
      state.queue = undefined;
      for (const waiting of queue) waiting();
    };
    socket.once('error', onError);
    socket.once('listening', onListening);
  }
  state.queue.push(action);
}

// ---- connecting

Socket.prototype.connect = function connect(port, address, callback) {
  port = validatePort(port, 'Port', false);
  if (typeof address === 'function') {
    callback = address;
    address = '';
  }
  running(this);
  const state = this[kState];
  if (state.connectState !== DISCONNECTED) throw new codes.ERR_SOCKET_DGRAM_IS_CONNECTED();
  state.connectState = CONNECTING;
  bindIfNeeded(this);
  const begin = () => {
    if (callback) this.once('connect', callback);
    lookup(this, address, (error, ip) => connectTo(this, error, ip, address, port, callback));
  };
  if (state.bindState === BOUND) begin();
  else enqueue(this, begin);
};

function connectTo(socket, error, ip, address, port, callback) {
  const state = socket[kState];
  if (state.handle === null) return;
  if (!error && isBlocked(state.sendBlockList, ip)) error = new codes.ERR_IP_BLOCKED(ip);
  if (!error) {
    const status = state.handle.connect(ip, port);
    if (status < 0) error = exceptionWithHostPort(status, 'connect', address, port);
  }
  if (!error) {
    state.connectState = CONNECTED;
    process.nextTick(() => socket.emit('connect'));
    return;
  }
  state.connectState = DISCONNECTED;
  process.nextTick(() => {
    if (!callback) return socket.emit('error', error);
    socket.removeListener('connect', callback);
    callback(error);
  });
}

function isBlocked(list, ip) {
  return list !== undefined && list.check(ip, require('net/address').isIP(ip) === 6 ? 'ipv6' : 'ipv4');
}

Socket.prototype.disconnect = function disconnect() {
  const state = this[kState];
  if (state.connectState !== CONNECTED) throw new codes.ERR_SOCKET_DGRAM_NOT_CONNECTED();
  const status = state.handle.disconnect();
  if (status < 0) throw errnoException(status, 'connect');
  state.connectState = DISCONNECTED;
};

// ---- the end

Socket.prototype.close = function close(callback) {
  const state = this[kState];
  if (typeof callback === 'function') this.on('close', callback);
  if (state.queue !== undefined) {
    state.queue.push(() => this.close());
    return this;
  }
  running(this).close();
  state.receiving = false;
  state.handle = null;
  process.nextTick(() => this.emit('close'));
  return this;
};

Socket.prototype[Symbol.asyncDispose] = async function () {
  if (this[kState].handle === null) return;
  await new Promise((resolve) => this.close(resolve));
};

// ---- in

udp.setup({
  message(socket, chunk, sender) {
    const { receiveBlockList } = socket[kState];
    if (isBlocked(receiveBlockList, sender.address)) return;
    socket.emit('message', chunk, sender);
  },
  error: (socket, errno) => socket.emit('error', errnoException(errno, 'recvmsg')),
});

module.exports = { Socket, running, lookup, bindIfNeeded, enqueue, isBlocked, emitError };
require('dgram/send');
require('dgram/face');
