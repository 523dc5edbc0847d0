// ReadStream: a file, or a part of it, as a Readable.

const { Readable, finished } = require('stream');
const { Buffer } = require('buffer');
const { codes } = require('internal/errors');
const { errorOrDestroy } = require('stream/destroy');
const { validateFunction, validateInteger } = require('internal/validators');
const streams = require('fs/streams');
const { kBusy, kFs, kIdle } = streams;

const PIECE = 64 * 1024;

function ReadStream(path, options) {
  if (!(this instanceof ReadStream)) return new ReadStream(path, options);
  const checked = streams.begin(this, path, options, 'r', ({ read }) => validateFunction(read, 'options.fs.read'));
  checked.highWaterMark ??= PIECE;
  this.end = checked.end ?? Infinity;
  this.bytesRead = 0;
  if (this.end !== Infinity) {
    validateInteger(this.end, 'end', 0);
    if (this.start !== undefined && this.start > this.end) {
      throw new codes.ERR_OUT_OF_RANGE('start', `<= "end" (here: ${this.end})`, this.start);
    }
  }
  Readable.call(this, checked);
  if (checked.encoding) this.setEncoding(checked.encoding);
}
Object.setPrototypeOf(ReadStream.prototype, Readable.prototype);
Object.setPrototypeOf(ReadStream, Readable);

function stateOf(stream) {
  if (stream._readableState === undefined) throw new codes.ERR_INVALID_THIS('ReadStream');
  return stream._readableState;
}

Object.defineProperty(ReadStream.prototype, 'autoClose', {
  get() { return stateOf(this).autoDestroy; },
  set(value) { stateOf(this).autoDestroy = value; },
});

// Older programs call it, and put their own in its place.
function open() {}
ReadStream.prototype.open = open;

ReadStream.prototype._construct = function _construct(callback) {
  streams.construct(this, open, callback);
};

ReadStream.prototype._read = function _read(size) {
  const behind = this.pos === undefined ? this.bytesRead : this.pos;
  const length = Math.min(this.end - behind + 1, size);
  if (length <= 0) {
    this.push(null);
    return;
  }
  this[kBusy] = true;
  this[kFs].read(this.fd, Buffer.allocUnsafeSlow(length), 0, length, this.pos, (error, count, buffer) => {
    this[kBusy] = false;
    if (this.destroyed) {
      this.emit(kIdle, error);
    } else if (error) {
      errorOrDestroy(this, error);
    } else if (count > 0) {
      if (this.pos !== undefined) this.pos += count;
      this.bytesRead += count;
      // A short piece gets memory of its own size: a stream may keep it for long.
      this.push(count === buffer.length ? buffer : Buffer.copyBytesFrom(buffer, 0, count));
    } else {
      this.push(null);
    }
  });
};

ReadStream.prototype._destroy = function _destroy(error, callback) {
  streams.destroy(this, error, callback);
};

ReadStream.prototype.close = function close(callback) {
  if (typeof callback === 'function') finished(this, callback);
  this.destroy();
};

Object.defineProperty(ReadStream.prototype, 'pending', {
  get() { return this.fd === null; },
  configurable: true,
});

exports.ReadStream = ReadStream;
