// WriteStream: a file, from some place on, as a Writable.

const { Writable } = require('stream');
const { Buffer } = require('buffer');
const { codes } = require('internal/errors');
const { validateFunction } = require('internal/validators');
const { checkEncoding } = require('fs/checks');
const streams = require('fs/streams');
const { kBusy, kFs, kIdle } = streams;

// How often in a row a file may take nothing before that is taken for a failure.
const PATIENCE = 5;

function WriteStream(path, options) {
  if (!(this instanceof WriteStream)) return new WriteStream(path, options);
  const checked = streams.begin(this, path, options, 'w', checkVerbs);
  this.flush = streams.checkFlush(checked.flush);
  if (this.flush) validateFunction(this[kFs].fsync, 'options.fs.fsync');
  checked.decodeStrings = true;
  // An `fs` that lacks one of the two is spoken to with the other.
  if (!this[kFs].write) this._write = null;
  if (!this[kFs].writev) this._writev = null;
  this.bytesWritten = 0;
  Writable.call(this, checked);
  if (checked.encoding) {
    checkEncoding(checked.encoding);
    this.setDefaultEncoding(checked.encoding);
  }
}
Object.setPrototypeOf(WriteStream.prototype, Writable.prototype);
Object.setPrototypeOf(WriteStream, Writable);

function checkVerbs({ write, writev }) {
  if (!write && !writev) throw new codes.ERR_INVALID_ARG_TYPE('options.fs.write', 'function', write);
  if (write) validateFunction(write, 'options.fs.write');
  if (writev) validateFunction(writev, 'options.fs.writev');
}

function stateOf(stream) {
  if (stream._writableState === undefined) throw new codes.ERR_INVALID_THIS('WriteStream');
  return stream._writableState;
}

Object.defineProperty(WriteStream.prototype, 'autoClose', {
  get() { return stateOf(this).autoDestroy; },
  set(value) { stateOf(this).autoDestroy = value; },
});

function open() {}
WriteStream.prototype.open = open;

WriteStream.prototype._construct = function _construct(callback) {
  streams.construct(this, open, callback);
};

// Begins to write, and goes on until all is written. `attempt(rest, position, told)` writes once.
function writeAll(stream, attempt, whole, size, callback) {
  let position = stream.pos;
  if (stream.pos !== undefined) stream.pos += size;
  stream[kBusy] = true;
  let idle = 0;
  let rest = whole;
  const done = (error) => {
    stream[kBusy] = false;
    if (!stream.destroyed) {
      callback(error);
      return;
    }
    // Who destroys the stream waits for this.
    callback(error);
    stream.emit(kIdle, error);
  };
  const step = () => attempt(rest, position, (error, count) => {
    // Nothing could be taken just now.
    if (error?.code === 'EAGAIN') {
      error = null;
      count = 0;
    }
    if (error || stream.destroyed) {
      done(error || new codes.ERR_STREAM_DESTROYED('write'));
      return;
    }
    stream.bytesWritten += count;
    size -= count;
    idle = count > 0 ? 0 : idle + 1;
    if (position !== undefined) position += count;
    if (idle > PATIENCE) {
      done(new Error('writev failed'));
    } else if (size > 0) {
      rest = cut(rest, count);
      step();
    } else {
      done();
    }
  });
  step();
}

// What is left of a Buffer, or of a list of them.
function cut(rest, count) {
  if (!Array.isArray(rest)) return rest.subarray(count);
  return [Buffer.concat(rest).subarray(count)];
}

WriteStream.prototype._write = function _write(data, encoding, callback) {
  const attempt = (rest, position, told) => this[kFs].write(this.fd, rest, 0, rest.length, position, told);
  writeAll(this, attempt, data, data.length, callback);
};

WriteStream.prototype._writev = function _writev(items, callback) {
  const chunks = items.map(({ chunk }) => chunk);
  const size = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  const attempt = (rest, position, told) => this[kFs].writev(this.fd, rest, position ?? null, told);
  writeAll(this, attempt, chunks, size, callback);
};

WriteStream.prototype._destroy = function _destroy(error, callback) {
  streams.destroy(this, error, callback);
};

WriteStream.prototype.close = function close(callback) {
  if (callback) {
    if (this.closed) {
      process.nextTick(callback);
      return;
    }
    this.on('close', callback);
  }
  // A stream that does not close by itself is told to when it has written all.
  if (!this.autoClose) this.on('finish', this.destroy);
  this.end();
};

WriteStream.prototype.destroySoon = WriteStream.prototype.end;

Object.defineProperty(WriteStream.prototype, 'pending', {
  get() { return this.fd === null; },
  configurable: true,
});

exports.WriteStream = WriteStream;
