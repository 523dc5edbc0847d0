// Sending: the many forms of `send`, and what becomes of a datagram.

const { Socket, running, lookup, bindIfNeeded, enqueue, isBlocked, emitError } = require('dgram/socket');
const { exceptionWithHostPort, codes } = require('internal/errors');
const { validatePort, validateString } = require('internal/validators');
const { kState, BOUND, CONNECTED } = require('dgram/symbols');

const CHUNK_TYPES = ['Buffer', 'TypedArray', 'DataView', 'string'];

// send(msg[, offset, length][, port][, address][, callback]); a connected socket takes no port and no address.
Socket.prototype.send = function send(buffer, offset, length, port, address, callback) {
  const connected = this[kState].connectState === CONNECTED;
  if (!connected) {
    if (address || (port && typeof port !== 'function')) {
      buffer = part(buffer, offset, length);
    } else {
      callback = port;
      port = offset;
      address = length;
    }
  } else {
    if (typeof length === 'number') {
      buffer = part(buffer, offset, length);
      if (typeof port === 'function') {
        callback = port;
        port = null;
      }
    } else {
      callback = offset;
    }
    if (port || address) throw new codes.ERR_SOCKET_DGRAM_IS_CONNECTED();
  }
  const list = chunks(buffer);
  if (!connected) port = validatePort(port, 'Port', false);
  if (typeof callback !== 'function') callback = undefined;
  if (typeof address === 'function') {
    callback = address;
    address = undefined;
  } else if (address !== undefined && address !== null) {
    validateString(address, 'address');
  }
  running(this);
  bindIfNeeded(this);
  sendWhenBound(this, list, port, address, callback, connected);
};

function sendWhenBound(socket, list, port, address, callback, connected) {
  if (socket[kState].bindState !== BOUND) {
    return enqueue(socket, () => {
      if (socket[kState].handle !== null) socket.send(list, ...(connected ? [callback] : [port, address, callback]));
    });
  }
  if (connected) return dispatch(socket, list, port, address, undefined, callback);
  lookup(socket, address, (error, ip) => {
    if (error) return fail(socket, error, callback);
    if (socket[kState].handle !== null) dispatch(socket, list, port, address, ip, callback);
  });
}

// A stretch of a message.
function part(buffer, offset, length) {
  if (typeof buffer === 'string') buffer = Buffer.from(buffer);
  else if (!ArrayBuffer.isView(buffer)) throw new codes.ERR_INVALID_ARG_TYPE('buffer', CHUNK_TYPES, buffer);
  offset >>>= 0;
  length >>>= 0;
  if (offset > buffer.byteLength) throw new codes.ERR_BUFFER_OUT_OF_BOUNDS('offset');
  if (offset + length > buffer.byteLength) throw new codes.ERR_BUFFER_OUT_OF_BOUNDS('length');
  return Buffer.from(buffer.buffer, buffer.byteOffset + offset, length);
}

// The bytes that a view is of, whatever it takes them for.
function bytesOf(view) {
  return view instanceof Uint8Array ? view : Buffer.from(view.buffer, view.byteOffset, view.byteLength);
}

// What a message is made of.
function chunks(message) {
  if (!Array.isArray(message)) {
    if (typeof message === 'string') return [Buffer.from(message)];
    if (ArrayBuffer.isView(message)) return [bytesOf(message)];
    throw new codes.ERR_INVALID_ARG_TYPE('buffer', CHUNK_TYPES, message);
  }
  return message.map((chunk) => {
    if (typeof chunk === 'string') return Buffer.from(chunk);
    if (ArrayBuffer.isView(chunk)) return bytesOf(chunk);
    throw new codes.ERR_INVALID_ARG_TYPE('buffer list arguments', CHUNK_TYPES, message);
  });
}

function dispatch(socket, list, port, address, ip, callback) {
  const { handle, sendBlockList } = socket[kState];
  if (ip !== undefined && isBlocked(sendBlockList, ip)) return fail(socket, new codes.ERR_IP_BLOCKED(ip), callback);
  const failure = (errno) => exceptionWithHostPort(errno, 'send', address, port);
  const later = callback && ((errno, bytes) => callback(errno < 0 ? failure(errno) : null, bytes));
  const status = handle.send(list, ip, port, later);
  if (status >= 1) {
    if (callback) process.nextTick(callback, null, status - 1);
  } else if (status < 0 && callback) {
    // Without a callback nobody wants to know: datagrams get lost in other ways, too.
    process.nextTick(callback, failure(status));
  }
}

function fail(socket, error, callback) {
  if (callback) process.nextTick(callback, error);
  else process.nextTick(emitError, socket, error);
}

// sendto(buffer, offset, length, port, address[, callback]): the oldest form.
Socket.prototype.sendto = function sendto(buffer, offset, length, port, address, callback) {
  const { validateNumber } = require('internal/validators');
  validateNumber(offset, 'offset');
  validateNumber(length, 'length');
  validateNumber(port, 'port');
  validateString(address, 'address');
  this.send(buffer, offset, length, port, address, callback);
};
