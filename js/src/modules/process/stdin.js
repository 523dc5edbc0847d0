// process.stdin as a stream. It keeps the program alive only while somebody reads.

require('buffer'); // what is read comes as Buffers
const facts = require('process/native');
const { UV_EBADF, UV_EINVAL } = require('internal/uv');
const { errnoException } = require('internal/errors');

// A pipe or a socket is a net.Socket, on this handle. The descriptor stays as it was, blocking: others share it.
class StdinHandle {
  #socket;
  #closed = false;
  #referenced = true;
  #bytes = 0;

  constructor() {
    facts.stdinOpen((news) => this.#heard(news));
  }

  #heard(news) {
    const socket = this.#socket;
    if (this.#closed || socket === undefined) return;
    if (typeof news === 'number') {
      socket.destroy(errnoException(news, 'read'));
    } else if (news === null) {
      socket.push(null);
      socket.read(0);
    } else {
      this.#bytes += news.length;
      if (!socket.push(news)) this.readStop();
    }
  }

  start(socket) {
    this.#socket = socket;
    return 0;
  }

  readStart() {
    const status = this.#closed ? UV_EINVAL : facts.stdinRead(true);
    if (status < 0) this.#socket.destroy(errnoException(status, 'read'));
    return status;
  }

  readStop() {
    return facts.stdinRead(false);
  }

  // The descriptor itself is the process's, and stays open.
  close() {
    this.#closed = true;
    facts.stdinRead(false);
    return false;
  }

  reset() {
    return this.close();
  }

  ref() {
    this.#referenced = true;
    facts.stdinRef(true);
  }

  unref() {
    this.#referenced = false;
    facts.stdinRef(false);
  }

  hasRef() {
    return this.#referenced && !this.#closed;
  }

  queued() {
    return 0;
  }

  totals() {
    return [this.#bytes, 0];
  }

  // It has no address, and no options.
  getsockname() { return UV_EBADF; }
  getpeername() { return UV_EBADF; }
  setTimed() {}
}

function openSocket() {
  const { Socket } = require('net');
  const handle = new StdinHandle();
  const stdin = new Socket({ handle, readable: true, writable: false, manualStart: true });
  stdin.on('pause', () => handle.readStop());
  return stdin;
}

// A file is always ready.
function openFile() {
  const { Readable } = require('stream');
  return new (class Stdin extends Readable {
    constructor() {
      super({ highWaterMark: 64 * 1024 });
      facts.stdinOpen((news) => this._news(news));
      this.on('pause', () => facts.stdinRead(false));
    }

    _news(news) {
      if (typeof news === 'number') {
        this.destroy(errnoException(news, 'read'));
      } else if (news === null) {
        this.push(null);
        this.read(0);
      } else if (!this.push(news)) {
        facts.stdinRead(false);
      }
    }

    _read() {
      const status = facts.stdinRead(true);
      if (status < 0) this.destroy(errnoException(status, 'read'));
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
  })();
}

// process.stdin: a terminal can do more.
function open() {
  const kind = facts.descriptorKind(0);
  if (kind === 'tty') {
    const { ReadStream } = require('tty/read_stream');
    return new ReadStream(0);
  }
  const stdin = kind === 'pipe' ? openSocket() : openFile();
  stdin.fd = 0;
  return stdin;
}

module.exports = { open };
