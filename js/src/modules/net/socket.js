// Socket: a TCP connection as a duplex stream.
//
// What happens to every byte is native (see fast.rs): `write` tries the direct way first, and data that arrives goes
// straight to the only listener. This file is the general way, and everything that happens once in a connection's life.

const Duplex = require('stream/duplex');
const Writable = require('stream/writable');
const { EventEmitter } = require('events/emitter');
const tcp = require('net/native');
const { nop, bindOnwrite } = require('stream/writable_queue');
const { push, giveOut } = require('stream/readable_in');
const {
  WRITING, EXPECT_CALLBACK, NEED_DRAIN, SELF_FED, READABLE_PLAIN_MASK, READABLE_PLAIN,
} = require('stream/state');
const {
  kTimeout, kConnected, kFailed, kClosed, kTotals, kNoDelay, kKeepAlive, kKeepAliveSeconds, kOnRead, kAttempts,
} = require('net/symbols');

function Socket(options) {
  if (!(this instanceof Socket)) return new Socket(options);
  options = checkOptions(options);
  if (options.allowHalfOpen) this.allowHalfOpen = true;
  Duplex.call(this, streamOptions(options));
  this._readableState.state |= SELF_FED;
  this._handle = options.handle || null;
  this.on('end', onEnd);
  if (options.onread) {
    this[kOnRead] = require('net/onread').checkOnRead(options.onread);
    this._attended = this[kOnRead] !== null;
  }
  if (options.noDelay) this[kNoDelay] = true;
  if (options.keepAlive) this.setKeepAlive(true, options.keepAliveInitialDelay);
  if (options.signal) require('stream/add_abort_signal').addAbortSignal(options.signal, this);
  if (this._handle !== null) begin(this, options);
}

Object.setPrototypeOf(Socket.prototype, Duplex.prototype);
Object.setPrototypeOf(Socket, Duplex);

// Defaults for what most sockets never change: own fields cost memory.
Object.assign(Socket.prototype, {
  _handle: null,
  _host: null,
  _parent: null,
  _server: null,
  _sockname: null,
  _pendingData: null,
  _pendingEncoding: '',
  _hadError: false,
  // True if events mean more than their bytes: somebody measures idleness, or reads with onread.
  _attended: false,
  connecting: false,
  allowHalfOpen: false,
  timeout: undefined,
  server: null,
  [kTimeout]: null,
  [kTotals]: null,
  [kOnRead]: null,
  [kAttempts]: null,
  [kNoDelay]: false,
  [kKeepAlive]: false,
  [kKeepAliveSeconds]: 0,
});

const NONE = Object.freeze({});

function checkOptions(options) {
  if (options === undefined || options === null) return NONE;
  if (typeof options === 'number') options = { fd: options };
  for (const name of ['objectMode', 'readableObjectMode', 'writableObjectMode']) {
    if (!options[name]) continue;
    const { codes } = require('internal/errors');
    throw new codes.ERR_INVALID_ARG_VALUE(`options.${name}`, options[name], 'is not supported');
  }
  if (options.fd !== undefined && !options.handle) return require('net/descriptor').open(options);
  return options;
}

// Strings reach _write as they are; 'close' is told by the handle, not by the stream.
function streamOptions(options) {
  return {
    allowHalfOpen: options.allowHalfOpen === true,
    emitClose: false,
    autoDestroy: true,
    decodeStrings: false,
    highWaterMark: options.highWaterMark,
    readableHighWaterMark: options.readableHighWaterMark,
    writableHighWaterMark: options.writableHighWaterMark,
    readable: options.readable,
    writable: options.writable,
  };
}

// A connection that stands already.
function begin(socket, options) {
  // Programs hand in handles of their own making, too.
  if (socket._handle.start) socket._handle.start(socket, socket._writableState.highWaterMark);
  if (options.pauseOnCreate) {
    socket._readableState.flowing = false;
  } else if (!options.manualStart && options.readable !== false) {
    socket.read(0);
  }
}

// ---- in

Socket.prototype._read = function _read(n) {
  if (this.connecting || this._handle === null) this.once('connect', () => this._read(n));
  else this._handle.readStart();
};

function onData(socket, chunk) {
  const state = socket._readableState;
  if ((state.state & READABLE_PLAIN_MASK) === READABLE_PLAIN && !socket._attended && socket.push === push) {
    // As push would do it.
    if (!giveOut(socket, state, chunk) && socket._handle !== null) socket._handle.readStop();
    return;
  }
  if (socket[kTimeout] !== null) socket._unrefTimer();
  if (socket[kOnRead] !== null) return require('net/onread').readInto(socket, socket[kOnRead], chunk);
  if (!socket.push(chunk) && socket._handle !== null) socket._handle.readStop();
}

function onPeerEnd(socket) {
  if (socket[kTimeout] !== null) socket._unrefTimer();
  // push(null) alone would leave 'end' waiting for a read that never comes.
  if (socket._readableState.endEmitted) return;
  if (socket[kOnRead] !== null && require('net/onread').keepsEnd(socket[kOnRead])) return;
  if (socket[kOnRead] !== null && socket._readableState.length === 0) socket.resume();
  socket.push(null);
  socket.read(0);
}

// The readable side has ended. A writer that goes on although half-open sockets were not asked for is told why it fails.
function onEnd() {
  if (!this.allowHalfOpen) this.write = writeAfterFIN;
}

function writeAfterFIN(chunk, encoding, callback) {
  if (!this.writableEnded) return Duplex.prototype.write.call(this, chunk, encoding, callback);
  if (typeof encoding === 'function') callback = encoding;
  const { genericNodeError } = require('internal/errors');
  const error = genericNodeError('This socket has been ended by the other party', { code: 'EPIPE' });
  if (typeof callback === 'function') process.nextTick(callback, error);
  this.destroy(error);
  return false;
}

for (const [name, verb] of [['pause', 'readStop'], ['resume', 'readStart']]) {
  // With onread no stream buffer stands between the program and the kernel.
  Socket.prototype[name] = function () {
    if (this[kOnRead] !== null && !this.connecting && this._handle !== null) {
      if (name === 'pause') this[kOnRead].paused = true;
      else require('net/onread').resumeInto(this, this[kOnRead], onPeerEnd);
      this._handle[verb]();
    }
    return Duplex.prototype[name].call(this);
  };
  Object.defineProperty(Socket.prototype[name], 'name', { value: name });
}

// ---- out

// Native: at once if nothing special is going on, else Writable's.
Socket.prototype.write = tcp.write;

Socket.prototype._write = function _write(chunk, encoding, callback) {
  if (encoding !== 'buffer' && encoding !== 'utf8' && encoding !== 'utf-8') chunk = Buffer.from(chunk, encoding);
  const handle = this._handle;
  if (handle === null || this.connecting || this._attended) return this._writeGeneric(chunk, callback);
  const status = handle.write(chunk);
  if (status === 0) callback(null);
  else answer(handle, status, callback);
};

Socket.prototype._writev = function _writev(chunks, callback) {
  const pieces = [];
  for (const { chunk, encoding } of chunks) pieces.push(typeof chunk === 'string' ? Buffer.from(chunk, encoding) : chunk);
  this._writeGeneric(pieces, callback, true);
};

Socket.prototype._writeGeneric = function _writeGeneric(data, callback, many) {
  if (this.connecting) return writeLater(this, data, callback, many);
  const handle = this._handle;
  if (handle === null) {
    const { codes: { ERR_SOCKET_CLOSED } } = require('internal/errors');
    return callback(new ERR_SOCKET_CLOSED());
  }
  if (this[kTimeout] !== null) this._unrefTimer();
  answer(handle, many ? handle.writev(data) : handle.write(data), callback);
};

// All is out, or some waits and onDrained will tell, or it failed.
function answer(handle, status, callback) {
  if (status === 1) handle.onwritten = callback;
  else callback(status < 0 ? require('internal/errors').errnoException(status, 'write') : null);
}

// What is written before the connection stands goes out when it does.
function writeLater(socket, data, callback, many) {
  socket._pendingData = data;
  function onClose() {
    const { codes: { ERR_SOCKET_CLOSED_BEFORE_CONNECTION } } = require('internal/errors');
    callback(new ERR_SOCKET_CLOSED_BEFORE_CONNECTION());
  }
  socket.once('connect', function onConnect() {
    this.off('close', onClose);
    this._pendingData = null;
    this._writeGeneric(data, callback, many);
  });
  socket.once('close', onClose);
}

// What the kernel would not take at once is out.
function onDrained(socket) {
  const handle = socket._handle;
  if (handle === null || !handle.onwritten) return;
  const callback = handle.onwritten;
  handle.onwritten = null;
  if (socket[kTimeout] !== null) socket._unrefTimer();
  callback(null);
}

// A direct write has left `left` bytes behind: from here on it is a write like any other, that _write has taken and
// not answered yet. `pipe` is the pipe that wrote, if one did.
function onPartial(socket, left, pipe) {
  const state = socket._writableState;
  state.length += left;
  state.writelen = left;
  state.writecb = nop;
  state.pendingcb++;
  state.state |= WRITING | EXPECT_CALLBACK;
  socket._handle.onwritten = state.onwrite ?? bindOnwrite(socket, state);
  const full = state.length >= state.highWaterMark;
  if (full || pipe !== undefined) state.state |= NEED_DRAIN;
  if (pipe !== undefined) require('stream/pipe').hold(pipe);
  return !full;
}

Socket.prototype._final = function _final(callback) {
  if (this.connecting) return this.once('connect', () => this._final(callback));
  const handle = this._handle;
  if (handle === null || handle.shutdown() < 0) return callback();
  handle.onfinish = callback;
};

function onFinished(socket) {
  const handle = socket._handle;
  if (handle === null || !handle.onfinish) return;
  const callback = handle.onfinish;
  handle.onfinish = null;
  callback();
}

Socket.prototype.end = function end(data, encoding, callback) {
  Duplex.prototype.end.call(this, data, encoding, callback);
  return this;
};

// ---- the end

Socket.prototype._destroy = function _destroy(error, callback) {
  const begun = this.connecting || this._handle !== null;
  const hadError = begun && Boolean(error);
  this.connecting = false;
  for (let s = this; s !== null; s = s._parent) {
    if (s[kTimeout] !== null) clearTimeout(s[kTimeout]);
  }
  if (this[kAttempts] !== null) this[kAttempts].cancel();
  const handle = this._handle;
  if (handle !== null) {
    this[kTotals] = handle;
    this[kClosed] = () => this.emit('close', hadError);
    const open = this.resetAndClosing ? handle.reset() : handle.close();
    this.resetAndClosing = false;
    // The reactor had closed it by itself, after both sides had ended, and said so before anybody listened.
    if (!open) setImmediate(this[kClosed]);
    this._handle = null;
    this._sockname = null;
    callback(error);
  } else {
    callback(error);
    // A socket that never began to connect has nothing to tell.
    process.nextTick(() => this.emit('close', ...(begun ? [hadError] : [])));
  }
  const server = this._server;
  if (server !== null) {
    server._connections--;
    if (server._emitCloseIfDrained) server._emitCloseIfDrained();
  }
};

Socket.prototype[kClosed] = null;

function onClosed(owner) {
  if (owner[kClosed]) owner[kClosed]();
}

// The connection broke, or never stood.
function onError(owner, errno, syscall) {
  const begins = syscall === 'connect' || syscall === 'bind' || !(owner instanceof Socket);
  if (begins && owner[kFailed] !== undefined) return owner[kFailed](errno, syscall);
  owner.destroy(require('internal/errors').errnoException(errno, syscall));
}

Socket.prototype.destroySoon = function destroySoon() {
  if (this.writable) this.end();
  if (this.writableFinished) this.destroy();
  else this.once('finish', this.destroy);
};

Socket.prototype.resetAndDestroy = function resetAndDestroy() {
  if (this._handle === null && !this.connecting) {
    const { codes: { ERR_SOCKET_CLOSED } } = require('internal/errors');
    this.destroy(new ERR_SOCKET_CLOSED());
  } else if (this.connecting) {
    this.once('connect', () => this.resetAndDestroy());
  } else {
    this.resetAndClosing = true;
    this.destroy();
  }
  return this;
};
Socket.prototype.resetAndClosing = false;

// ---- the beginning

Socket.prototype.connect = function connect(...args) {
  return require('net/connect').connect(this, args);
};

Socket.prototype[kConnected] = function () {
  require('net/connect').connected(this);
};

Socket.prototype[kFailed] = function (errno, syscall) {
  require('net/connect').failed(this, errno, syscall);
};

module.exports = { Socket };
require('net/socket_face');

tcp.setup({
  data: onData,
  end: onPeerEnd,
  drain: onDrained,
  finish: onFinished,
  error: onError,
  connect: (owner) => owner[kConnected](),
  close: onClosed,
  partial: onPartial,
  emit: EventEmitter.prototype.emit,
  write: Writable.prototype.write,
  fastWrite: tcp.write,
  Buffer,
  Uint8Array,
});
