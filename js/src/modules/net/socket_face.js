// What a socket says of itself, and its options: addresses, counters, time-outs, ref and unref.

const { Socket } = require('net/socket');
const {
  kTimeout, kTotals, kNoDelay, kKeepAlive, kKeepAliveSeconds, kTypeOfService, kOnRead,
} = require('net/symbols');

// { address, family, port }, or an empty object for a socket that has none.
function peerName(socket) {
  if (socket._handle === null || socket.connecting) return socket._peername || {};
  if (!socket._peername) {
    const name = {};
    if (socket._handle.getpeername(name) < 0) return {};
    socket._peername = name;
  }
  return socket._peername;
}
Socket.prototype._getpeername = function _getpeername() {
  return peerName(this);
};
Socket.prototype._getsockname = function _getsockname() {
  if (this._handle === null) return {};
  if (!this._sockname) {
    const name = {};
    if (this._handle.getsockname(name) < 0) return {};
    this._sockname = name;
  }
  return this._sockname;
};

Socket.prototype.address = function address() {
  return this._getsockname();
};

function totals(socket) {
  const handle = socket._handle ?? socket[kTotals];
  return handle === null ? [0, 0] : handle.totals();
}

const sizeOf = (chunk, encoding) => (typeof chunk === 'string' ? Buffer.byteLength(chunk, encoding) : chunk.length);

const face = {
  get remoteAddress() { return this._getpeername().address; },
  get remoteFamily() { return this._getpeername().family; },
  get remotePort() { return this._getpeername().port; },
  get localAddress() { return this._getsockname().address; },
  get localFamily() { return this._getsockname().family; },
  get localPort() { return this._getsockname().port; },
  get bytesRead() { return totals(this)[0]; },
  get _bytesDispatched() {
    return totals(this)[1] + (this._handle !== null ? this._handle.queued() : 0);
  },
  get bytesWritten() {
    if (!this.writableBuffer) return undefined; // the prototype itself
    let bytes = this._bytesDispatched;
    for (const { chunk, encoding } of this.writableBuffer) bytes += sizeOf(chunk, encoding);
    const pending = this._pendingData;
    if (Array.isArray(pending)) for (const chunk of pending) bytes += chunk.length;
    else if (pending) bytes += sizeOf(pending, this._pendingEncoding);
    return bytes;
  },
  get pending() { return this._handle === null || this.connecting; },
  get readyState() {
    if (this.connecting) return 'opening';
    if (this.readable && this.writable) return 'open';
    if (this.readable) return 'readOnly';
    return this.writable ? 'writeOnly' : 'closed';
  },
  get bufferSize() { return this._handle !== null || this.connecting ? this.writableLength : undefined; },
};
for (const [name, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(face))) {
  Object.defineProperty(Socket.prototype, name, { ...descriptor, enumerable: false });
}

// ---- idleness

Socket.prototype.setTimeout = function setTimeout(msecs, callback) {
  if (this.destroyed) return this;
  this.timeout = msecs;
  const { getTimerDuration, setUnrefTimeout } = require('timers/internal');
  msecs = getTimerDuration(msecs, 'msecs');
  if (this[kTimeout] !== null) clearTimeout(this[kTimeout]);
  this[kTimeout] = null;
  if (callback !== undefined) require('internal/validators').validateFunction(callback, 'callback');
  if (msecs === 0) {
    if (callback !== undefined) this.removeListener('timeout', callback);
  } else {
    this[kTimeout] = setUnrefTimeout(() => this._onTimeout(), msecs);
    if (callback !== undefined) this.once('timeout', callback);
  }
  timed(this);
  return this;
};

// Native code must not pass by while somebody measures.
function timed(socket) {
  const attended = socket[kTimeout] !== null || socket[kOnRead] !== null;
  if (attended !== socket._attended) socket._attended = attended;
  if (socket._handle !== null) socket._handle.setTimed(socket[kTimeout] !== null);
}

Socket.prototype._onTimeout = function _onTimeout() {
  // Bytes that leave the queue are activity, too, although no callback says so before the last one has left.
  const queued = this._handle !== null ? this._handle.queued() : 0;
  const before = this._lastQueued;
  this._lastQueued = queued;
  if (queued > 0 && queued !== before) return this._unrefTimer();
  this.emit('timeout');
};
Socket.prototype._lastQueued = 0;

Socket.prototype._unrefTimer = function _unrefTimer() {
  for (let s = this; s !== null; s = s._parent) {
    if (s[kTimeout] !== null) s[kTimeout].refresh();
  }
};

// ---- options of the connection

Socket.prototype.setNoDelay = function setNoDelay(enable) {
  const on = enable === undefined ? true : Boolean(enable);
  if (this._handle === null || this.connecting) this[kNoDelay] = on;
  else if (this._handle.setNoDelay && on !== this[kNoDelay]) {
    this[kNoDelay] = on;
    this._handle.setNoDelay(on);
  }
  return this;
};

Socket.prototype.setKeepAlive = function setKeepAlive(enable, initialDelay) {
  const on = Boolean(enable);
  const seconds = ~~(initialDelay / 1000);
  const changed = on !== this[kKeepAlive] || (on && seconds !== this[kKeepAliveSeconds]);
  this[kKeepAlive] = on;
  this[kKeepAliveSeconds] = seconds;
  if (changed && this._handle !== null && !this.connecting) this._handle.setKeepAlive(on, seconds);
  return this;
};

Socket.prototype[kTypeOfService] = undefined;

// How packets are to be treated on their way: what is set before waits for the connection.
Socket.prototype.setTypeOfService = function setTypeOfService(tos) {
  if (Number.isNaN(tos)) {
    const { codes: { ERR_INVALID_ARG_TYPE } } = require('internal/errors');
    throw new ERR_INVALID_ARG_TYPE('tos', 'number', tos);
  }
  require('internal/validators').validateInt32(tos, 'tos', 0, 255);
  this[kTypeOfService] = tos;
  if (this._handle === null || this.connecting) return this;
  const status = this._handle.setTypeOfService(tos);
  if (status < 0) throw require('internal/errors').errnoException(status, 'setTypeOfService');
  return this;
};

Socket.prototype.getTypeOfService = function getTypeOfService() {
  if (this._handle === null || this.connecting) return this[kTypeOfService] ?? 0;
  const answer = this._handle.getTypeOfService();
  if (answer < 0) throw require('internal/errors').errnoException(answer, 'getTypeOfService');
  return answer;
};

// Applied when the connection stands.
function applyOptions(socket) {
  if (socket[kNoDelay]) socket._handle.setNoDelay(true);
  if (socket[kKeepAlive]) socket._handle.setKeepAlive(true, socket[kKeepAliveSeconds]);
  if (socket[kTypeOfService] !== undefined) socket._handle.setTypeOfService(socket[kTypeOfService]);
  timed(socket);
}

Socket.prototype.ref = function ref() {
  if (this._handle !== null) this._handle.ref();
  else this.once('connect', this.ref);
  return this;
};

Socket.prototype.unref = function unref() {
  if (this._handle !== null) this._handle.unref();
  else this.once('connect', this.unref);
  return this;
};

module.exports = { applyOptions };
