// process.stdout and process.stderr as streams.

const { Writable } = require('stream');
const facts = require('process/native');
const { errnoException } = require('internal/errors');

class StdioStream extends Writable {
  constructor(fd) {
    super({ decodeStrings: false, emitClose: false, autoDestroy: true });
    this.fd = fd;
    this.readable = false;
    this._type = facts.descriptorKind(fd);
    this._isStdio = true;
  }

  _write(chunk, encoding, callback) {
    if (typeof chunk === 'string' && encoding !== 'utf8' && encoding !== 'utf-8' && encoding !== 'buffer') {
      chunk = Buffer.from(chunk, encoding);
    }
    const status = facts.write(this.fd, chunk);
    callback(status < 0 ? errnoException(status, 'write') : null);
  }

  // The descriptors belong to the process: a stream that is destroyed leaves them open, and goes on.
  _destroy(error, callback) {
    callback(error);
    this._undestroy();
    process.nextTick(() => this.emit('close'));
  }

  destroySoon(error) {
    return this.destroy(error);
  }

  // A descriptor that is only written keeps nobody awake.
  ref() {
    return this;
  }

  unref() {
    return this;
  }
}

module.exports = { StdioStream };
