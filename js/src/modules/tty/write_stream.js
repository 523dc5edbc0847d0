// WriteStream: a terminal's screen.

const { Socket } = require('net/socket');
const open = require('tty/open');
const { screen, noteSize } = require('tty/screen');

function WriteStream(fd) {
  if (!(this instanceof WriteStream)) return new WriteStream(fd);
  Socket.call(this, { handle: open(fd), manualStart: true, readable: false });
  this.fd = fd;
  this._type = 'tty';
  // It has nothing to wait for but its own writes.
  this._handle.unref();
  const size = [];
  if (this._handle.getWindowSize(size) === 0) noteSize(this, ...size);
}

Object.setPrototypeOf(WriteStream.prototype, Socket.prototype);
Object.setPrototypeOf(WriteStream, Socket);
Object.assign(WriteStream.prototype, screen);

WriteStream.prototype._refreshSize = function _refreshSize() {
  const size = [];
  const status = this._handle === null ? require('internal/uv').UV_EBADF : this._handle.getWindowSize(size);
  if (status < 0) this.emit('error', require('internal/errors').errnoException(status, 'getWindowSize'));
  else if (noteSize(this, ...size)) this.emit('resize');
};

// The standard streams of the process are of another make (they write at once, whatever it takes), and are terminals' too.
Object.defineProperty(WriteStream, Symbol.hasInstance, {
  value(stream) {
    return Function.prototype[Symbol.hasInstance].call(this, stream) || (this === WriteStream && isStandard(stream));
  },
});

function isStandard(stream) {
  return require('process/terminal_stream').TerminalStream.prototype.isPrototypeOf(stream);
}

module.exports = { WriteStream };
