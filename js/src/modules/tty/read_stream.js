// ReadStream: what is typed on a terminal. It keeps the program alive only while somebody reads.

const { Socket } = require('net/socket');
const open = require('tty/open');

const kUnwanted = Symbol('unref');

function ReadStream(fd, options) {
  if (!(this instanceof ReadStream)) return new ReadStream(fd, options);
  Socket.call(this, { highWaterMark: 0, ...options, handle: open(fd), manualStart: true });
  this.fd = fd;
  this.isRaw = false;
  this.isTTY = true;
  this._type = 'tty';
  this[kUnwanted] = false;
  this._handle.unref();
  this.on('pause', () => {
    if (this._handle === null) return;
    this._handle.readStop();
    this._handle.unref();
  });
}

Object.setPrototypeOf(ReadStream.prototype, Socket.prototype);
Object.setPrototypeOf(ReadStream, Socket);

ReadStream.prototype._read = function _read(n) {
  if (this._handle !== null && !this[kUnwanted]) this._handle.ref();
  Socket.prototype._read.call(this, n);
};

// With raw mode every key comes at once, Ctrl-C too.
ReadStream.prototype.setRawMode = function setRawMode(flag) {
  flag = Boolean(flag);
  const status = this._handle === null ? require('internal/uv').UV_EBADF : this._handle.setRawMode(flag);
  if (status < 0) {
    this.emit('error', require('internal/errors').errnoException(status, 'setRawMode'));
    return this;
  }
  this.isRaw = flag;
  return this;
};

ReadStream.prototype.ref = function ref() {
  this[kUnwanted] = false;
  if (this._handle !== null && this._readableState.flowing !== false) this._handle.ref();
  return this;
};

ReadStream.prototype.unref = function unref() {
  this[kUnwanted] = true;
  if (this._handle !== null) this._handle.unref();
  return this;
};

module.exports = { ReadStream };
