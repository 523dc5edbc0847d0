// process.stdin as a stream. It keeps the program alive only while somebody reads.

require('buffer'); // what is read comes as Buffers
const { Readable } = require('stream');
const facts = require('process/native');

class Stdin extends Readable {
  constructor() {
    super({ highWaterMark: 64 * 1024 });
    this.fd = 0;
    this._type = facts.descriptorKind(0);
    facts.stdinOpen((news) => this._news(news));
    this.on('pause', () => facts.stdinRead(false));
  }

  _news(news) {
    if (typeof news === 'number') {
      this.destroy(require('internal/errors').errnoException(news, 'read'));
    } else if (news === null) {
      this.push(null);
      this.read(0);
    } else if (!this.push(news)) {
      facts.stdinRead(false);
    }
  }

  _read() {
    const status = facts.stdinRead(true);
    if (status < 0) this.destroy(require('internal/errors').errnoException(status, 'read'));
  }

  _destroy(error, callback) {
    facts.stdinRead(false);
    callback(error);
  }

  ref() {
    facts.stdinRef(true);
    return this;
  }

  unref() {
    facts.stdinRef(false);
    return this;
  }
}

// process.stdin: a terminal can do more.
function open() {
  if (facts.descriptorKind(0) !== 'tty') return new Stdin();
  const { ReadStream } = require('tty/read_stream');
  return new ReadStream(0);
}

module.exports = { open };
