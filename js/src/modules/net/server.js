// Server: a listening socket as an emitter of connections.

const { EventEmitter } = require('events/emitter');
const tcp = require('net/native');
const { isIP, normalizeArgs } = require('net/address');

function Server(options, connectionListener) {
  if (!(this instanceof Server)) return new Server(options, connectionListener);
  EventEmitter.call(this);
  if (typeof options === 'function') {
    connectionListener = options;
    options = {};
  } else if (options === undefined || options === null) {
    options = {};
  } else if (typeof options !== 'object') {
    const { codes: { ERR_INVALID_ARG_TYPE } } = require('internal/errors');
    throw new ERR_INVALID_ARG_TYPE('options', 'Object', options);
  }
  if (connectionListener) this.on('connection', connectionListener);
  this._connections = 0;
  this._handle = null;
  this._unref = false;
  this._listeningId = 0;
  this.allowHalfOpen = options.allowHalfOpen || false;
  this.pauseOnConnect = Boolean(options.pauseOnConnect);
  this.noDelay = Boolean(options.noDelay);
  this.keepAlive = Boolean(options.keepAlive);
  this.keepAliveInitialDelay = ~~(options.keepAliveInitialDelay / 1000);
  this.highWaterMark = options.highWaterMark;
  if (options.blockList) this.blockList = require('net/connect_checks').checkBlockList(options.blockList);
}

Object.setPrototypeOf(Server.prototype, EventEmitter.prototype);
Object.setPrototypeOf(Server, EventEmitter);
Server.prototype.maxConnections = undefined;
Server.prototype.dropMaxConnection = false;
Server.prototype.blockList = undefined;
Server.prototype._connectionKey = undefined;
Server.prototype._pipeName = undefined;

module.exports = { Server, bindAnywhere, listensOn, emitError };

// ---- listening

Server.prototype.listen = function listen(...args) {
  const [options, callback] = normalizeArgs(args);
  if (this._handle !== null) throw new (errorClass('ERR_SERVER_ALREADY_LISTEN'))();
  if (callback !== null) this.once('listening', callback);
  const backlog = backlogOf(args);
  const given = options._handle || options.handle || (tcp.isHandle(options) ? options : undefined);
  if (given) return adopt(this, given);
  checkSignal(this, options);
  if (typeof options.fd === 'number' && options.fd >= 0) {
    require('net/descriptor').listen(this, options, backlog);
    return this;
  }
  const nothing = args.length === 0 || typeof args[0] === 'function';
  if (nothing || options.port === null || ('port' in options && options.port === undefined)) options.port = 0;
  if (typeof options.port === 'number' || typeof options.port === 'string') {
    checkPort(options.port);
    const target = {
      port: options.port | 0,
      backlog: options.backlog || backlog,
      ipv6Only: Boolean(options.ipv6Only),
      reusePort: Boolean(options.reusePort),
      // In a worker of a cluster: its own, and nobody else's.
      exclusive: Boolean(options.exclusive || options.reusePort),
    };
    if (options.host) find(this, options.host, target);
    else listenOn(this, null, target);
    return this;
  }
  if (options.path && typeof options.path === 'string') {
    require('net/path').listen(this, options, options.backlog || backlog);
    return this;
  }
  throw 'port' in options || 'path' in options ?
    new (errorClass('ERR_INVALID_ARG_VALUE'))('options', options) :
    new (errorClass('ERR_INVALID_ARG_VALUE'))('options', options, 'must have the property "port" or "path"');
};

// A handle of another server, or one that came from another process.
function adopt(server, given) {
  const handle = tcp.adopt(server, given);
  if (typeof handle === 'number') {
    const { uvExceptionWithHostPort } = require('internal/errors');
    process.nextTick(emitError, server, uvExceptionWithHostPort(handle, 'listen', null, -1));
  } else {
    listensOn(server, handle, `-1:null:-1`);
  }
  return server;
}

// The house's errors are loaded only by servers that need one.
function errorClass(code) {
  return require('internal/errors').codes[code];
}

// Nearly every port is a plain number; what else may be one, the validators know.
function checkPort(port) {
  if (typeof port === 'number' && port >= 0 && port <= 65535 && Number.isInteger(port)) return;
  require('internal/validators').validatePort(port, 'options.port');
}

// listen(port[, host][, backlog][, callback]): the first number behind the port.
function backlogOf(args) {
  const [, second, third] = args;
  const value = typeof second === 'string' || second === undefined ? third : second;
  return typeof value === 'number' || typeof value === 'string' && value !== '' && Number(value) >= 0 ? value | 0 : 0;
}

function checkSignal(server, { signal }) {
  if (signal === undefined) return;
  require('internal/validators').validateAbortSignal(signal, 'options.signal');
  const close = () => server.close();
  if (signal.aborted) return process.nextTick(close);
  signal.addEventListener('abort', close, { once: true });
  server.once('close', () => signal.removeEventListener('abort', close));
}

function find(server, host, target) {
  const id = server._listeningId;
  // An address is looked up, too, as far as a program can see: the answer comes in the next tick.
  if (isIP(host)) {
    return process.nextTick(() => {
      if (id === server._listeningId) listenOn(server, host, target);
    });
  }
  require('dns').lookup(host, { all: true }, (error, addresses) => {
    if (id !== server._listeningId) return;
    if (error) server.emit('error', error);
    else listenOn(server, bestOf(addresses), target);
  });
}

// The first address; but one that holds for a single link, and without saying for which, only if there is no other.
function bestOf(addresses) {
  const wide = addresses.find(({ address, family }) => family !== 6 || !/^fe[89ab]/i.test(address));
  return (wide ?? addresses[0]).address;
}

function listenOn(server, address, target) {
  if (tcp.cluster !== undefined && !target.exclusive) {
    return require('net/in_cluster').listen(server, { ...target, address, addressType: address?.includes(':') ? 6 : 4 });
  }
  const [handle, bound] = bindAnywhere(server, address, target);
  if (typeof handle === 'number') {
    const { uvExceptionWithHostPort } = require('internal/errors');
    const error = uvExceptionWithHostPort(handle, 'listen', bound, target.port);
    return process.nextTick(emitError, server, error);
  }
  if (server._pipeName !== undefined) server._pipeName = undefined;
  listensOn(server, handle, `${bound.includes(':') ? 6 : 4}:${bound}:${target.port}`);
}

// A handle or a negative errno, and the address. Without one: all of them, IPv6's if the machine has it.
function bindAnywhere(server, address, target) {
  if (address !== null) return [bind(server, address, target), address];
  const handle = bind(server, '::', target);
  if (typeof handle !== 'number') return [handle, '::'];
  const fallback = bind(server, '0.0.0.0', target);
  // Where IPv6 is there and taken, its error is the one to tell.
  return typeof fallback === 'number' ? [handle, '::'] : [fallback, '0.0.0.0'];
}

function listensOn(server, handle, key) {
  handle.onconnection = onConnection;
  handle.owner = server;
  server._handle = handle;
  server._connectionKey = key;
  if (server._unref) server.unref();
  process.nextTick(emitListening, server);
}

function bind(server, address, { port, backlog, ipv6Only, reusePort }) {
  return tcp.listen(server, address, port, backlog, ipv6Only, reusePort);
}

function emitError(server, error) {
  server.emit('error', error);
}

function emitListening(server) {
  // It may have been closed in the meantime.
  if (server._handle !== null) server.emit('listening');
}

Object.defineProperty(Server.prototype, 'listening', {
  get() { return this._handle !== null; },
  configurable: true,
  enumerable: true,
});

Server.prototype.address = function address() {
  // As in Node a path is remembered when nobody listens there any more.
  if (this._pipeName !== undefined) return this._pipeName;
  if (this._handle === null) return null;
  const name = {};
  const status = this._handle.getsockname(name);
  if (status < 0) throw require('internal/errors').errnoException(status, 'address');
  return name;
};

// ---- connections

// Loaded with the first connection: a server that waits needs no streams.
let Socket;

function onConnection(status, handle) {
  const server = this.owner;
  const { maxConnections } = server;
  if (maxConnections !== undefined && maxConnections !== null && server._connections >= maxConnections) {
    return drop(server, handle);
  }
  if (server.blockList !== undefined && isBlocked(server.blockList, handle)) return handle.close();
  Socket ??= require('net/socket').Socket;
  const socket = new Socket({
    handle,
    allowHalfOpen: server.allowHalfOpen,
    pauseOnCreate: server.pauseOnConnect,
    highWaterMark: server.highWaterMark,
  });
  if (server.noDelay) socket.setNoDelay(true);
  if (server.keepAlive) keptAlive(socket, server.keepAliveInitialDelay);
  server._connections++;
  socket.server = server;
  socket._server = server;
  server.emit('connection', socket);
}

// The handle is told before anybody sees the socket, which knows of it.
function keptAlive(socket, seconds) {
  const { kKeepAlive, kKeepAliveSeconds } = require('net/symbols');
  socket[kKeepAlive] = true;
  socket[kKeepAliveSeconds] = seconds;
  socket._handle.setKeepAlive(true, seconds);
}

function isBlocked(list, handle) {
  const remote = {};
  return handle.getpeername(remote) === 0 && list.check(remote.address, remote.family);
}

// One too many.
function drop(server, handle) {
  const local = {};
  const remote = {};
  const known = handle.getsockname(local) === 0 && handle.getpeername(remote) === 0;
  handle.close();
  server.emit('drop', known ? {
    localAddress: local.address, localPort: local.port, localFamily: local.family,
    remoteAddress: remote.address, remotePort: remote.port, remoteFamily: remote.family,
  } : undefined);
}

function onServerError(server, errno) {
  server.emit('error', require('internal/errors').errnoException(errno, 'accept'));
}

Server.prototype.getConnections = function getConnections(callback) {
  const away = this._workers;
  if (away.length === 0) {
    process.nextTick(callback, null, this._connections);
    return this;
  }
  let total = this._connections;
  let left = away.length;
  const answered = (error, count) => {
    if (error) {
      left = -1;
      callback(error);
    } else {
      total += count;
      if (--left === 0) callback(null, total);
    }
  };
  for (const list of away) list.getConnections(answered);
  return this;
};

// Another process has been given connections of ours: `list` knows them.
Server.prototype._setupWorker = function _setupWorker(list) {
  this._workers = [...this._workers, list];
  list.once('exit', () => {
    this._workers = this._workers.filter((other) => other !== list);
  });
};
Server.prototype._workers = Object.freeze([]);

// ---- the end

Server.prototype.close = function close(callback) {
  this._listeningId++;
  if (typeof callback === 'function') {
    if (this._handle === null) {
      this.once('close', function onClose() {
        const { codes: { ERR_SERVER_NOT_RUNNING } } = require('internal/errors');
        callback(new ERR_SERVER_NOT_RUNNING());
      });
    } else {
      this.once('close', callback);
    }
  }
  if (this._handle !== null) {
    this._handle.close(() => {});
    this._handle = null;
  }
  if (this._workers.length > 0) closeAway(this);
  else this._emitCloseIfDrained();
  return this;
};

// Connections in other processes count as ours until they tell that theirs are closed.
function closeAway(server) {
  let left = server._workers.length;
  server._connections++;
  for (const list of server._workers) {
    list.close(() => {
      if (--left > 0) return;
      server._connections = 0;
      server._emitCloseIfDrained();
    });
  }
}

// 'close' comes when nobody listens any more and the last connection has gone.
Server.prototype._emitCloseIfDrained = function _emitCloseIfDrained() {
  if (this._handle !== null || this._connections > 0) return;
  process.nextTick(emitClose, this);
};

function emitClose(server) {
  server.emit('close');
}

Server.prototype[Symbol.asyncDispose] = function () {
  if (this._handle === null) return Promise.resolve();
  return new Promise((resolve, reject) => this.close((error) => (error ? reject(error) : resolve())));
};

Server.prototype.ref = function ref() {
  this._unref = false;
  if (this._handle !== null) this._handle.ref();
  return this;
};

Server.prototype.unref = function unref() {
  this._unref = true;
  if (this._handle !== null) this._handle.unref();
  return this;
};

Server.prototype[Symbol.for('nodejs.rejection')] = function (error, event, socket) {
  if (event === 'connection') socket.destroy(error);
  else this.emit('error', error);
};

// By way of the handle's own property, which programs may replace.
function welcome(server, handle) {
  server._handle.onconnection(0, handle);
}

tcp.setupServer({ connection: welcome, error: onServerError });
