// FileHandle: an open file as fs/promises gives it.

const EventEmitter = require('events');
const calls = require('fs/native');
const { AbortError } = require('internal/errors');
const { Buffer } = require('buffer');
const checks = require('fs/checks');
const fdVerbs = require('fs/fd_verbs');
const { flat, partToRead, partToWrite, spread } = require('fs/transfer');
const { promise } = require('fs/faces');
const { kEmptyObject } = require('internal/util');
const { validateBuffer, validateEncoding, validateObject, kValidateObjectAllowNullable } =
  require('internal/validators');

const PIECE = 16384;

const kFd = Symbol('kFd');
const kUsers = Symbol('kRefs');
const kRef = Symbol('kRef');
const kUnref = Symbol('kUnref');
exports.kRef = kRef;
exports.kUnref = kUnref;

class FileHandle extends EventEmitter {
  #closing;
  #released;

  constructor(fd) {
    super();
    this[kFd] = fd;
    // Itself, and everybody who is at work with the file: it is closed when the last of them is done.
    this[kUsers] = 1;
  }

  get fd() { return this[kFd]; }

  getAsyncId() { return 0; }

  [kRef]() { this[kUsers]++; }

  [kUnref]() {
    if (--this[kUsers] > 0) return;
    const fd = this[kFd];
    this[kFd] = -1;
    promise(fdVerbs.close, fd).then(() => this.#released?.resolve(), (error) => this.#released?.reject(error));
  }

  close() {
    if (this[kFd] === -1) return this.#closing ?? Promise.resolve();
    if (this.#closing) return this.#closing;
    this.#released = Promise.withResolvers();
    this.#closing = this.#released.promise;
    this[kUnref]();
    this.emit('close');
    return this.#closing;
  }

  async [Symbol.asyncDispose]() { await this.close(); }

  // One of the verbs, with the file kept open meanwhile.
  async #with(name, verb) {
    if (this[kFd] === -1) throw closed(name);
    this[kRef]();
    try {
      return await verb(this[kFd]);
    } finally {
      this[kUnref]();
    }
  }

  chmod(mode) { return this.#with('fchmod', (fd) => promise(fdVerbs.fchmod, fd, mode)); }
  chown(uid, gid) { return this.#with('fchown', (fd) => promise(fdVerbs.fchown, fd, uid, gid)); }
  datasync() { return this.#with('fdatasync', (fd) => promise(fdVerbs.fdatasync, fd)); }
  sync() { return this.#with('fsync', (fd) => promise(fdVerbs.fsync, fd)); }
  stat(options) { return this.#with('fstat', (fd) => promise(fdVerbs.fstat, fd, options)); }
  truncate(length) { return this.#with('ftruncate', (fd) => promise(fdVerbs.ftruncate, fd, length)); }
  utimes(atime, mtime) { return this.#with('futimes', (fd) => promise(fdVerbs.futimes, fd, atime, mtime)); }
  read(buffer, offset, length, position) {
    return this.#with('read', (fd) => read(fd, buffer, offset, length, position));
  }
  write(buffer, offset, length, position) {
    return this.#with('write', (fd) => write(fd, buffer, offset, length, position));
  }
  readv(buffers, position) {
    return this.#with('readv', async (fd) => {
      const bytesRead = await vector(calls.readv, fd, buffers, position);
      return { __proto__: null, bytesRead, buffers };
    });
  }
  writev(buffers, position) {
    return this.#with('writev', async (fd) => {
      const none = Array.isArray(buffers) && buffers.length === 0;
      const bytesWritten = none ? 0 : await vector(calls.writev, fd, buffers, position);
      return { __proto__: null, bytesWritten, buffers };
    });
  }
  readFile(options) { return this.#with('readFile', (fd) => readFile(fd, options)); }
  writeFile(data, options) { return this.#with('writeFile', (fd) => writeFile(fd, data, options)); }
  appendFile(data, options) { return this.#with('writeFile', (fd) => writeFile(fd, data, options)); }

  createReadStream(options = undefined) {
    const { ReadStream } = require('fs/read_stream');
    return new ReadStream(undefined, { ...options, fd: this });
  }

  createWriteStream(options = undefined) {
    const { WriteStream } = require('fs/write_stream');
    return new WriteStream(undefined, { ...options, fd: this });
  }

  readLines(options = undefined) {
    return require('readline').createInterface({ input: this.createReadStream(options), crlfDelay: Infinity });
  }

  readableWebStream(options = kEmptyObject) {
    return require('fs/web_stream').readableWebStream(this, options);
  }
}

function closed(name) {
  const error = new Error('file closed');
  error.code = 'EBADF';
  error.syscall = name;
  return error;
}

async function read(fd, buffer, offset, length, position) {
  if (!ArrayBuffer.isView(buffer)) {
    // read(options)
    const options = buffer;
    if (options !== undefined) validateObject(options, 'options', kValidateObjectAllowNullable);
    buffer = options?.buffer ?? Buffer.alloc(PIECE);
    validateBuffer(buffer);
    [offset, length, position] = spread(options ?? undefined, buffer);
  } else if (offset !== null && typeof offset === 'object') {
    [offset, length, position] = spread(offset, buffer);
  }
  const part = partToRead(buffer, offset, length ?? buffer.byteLength - (offset ?? 0), position);
  const bytesRead = part.length === 0 ? 0 :
    await promise((done) => calls.read(fd, flat(buffer), part.offset, part.length, part.position, done));
  return { __proto__: null, bytesRead, buffer };
}

async function write(fd, buffer, offset, length, position) {
  if (buffer?.byteLength === 0) return { __proto__: null, bytesWritten: 0, buffer };
  let run;
  if (ArrayBuffer.isView(buffer)) {
    if (typeof offset === 'object' && offset !== null) [offset, length, position] = spread(offset, buffer);
    const part = partToWrite(buffer, offset, length, position);
    run = (done) => calls.write(fd, flat(buffer), part.offset, part.length, part.position, done);
  } else {
    checks.data(buffer, 'buffer');
    validateEncoding(buffer, length);
    run = (done) => calls.writeText(fd, buffer, typeof offset === 'number' ? offset : -1, length, done);
  }
  return { __proto__: null, bytesWritten: await promise(run), buffer };
}

function vector(verb, fd, buffers, position) {
  checks.views(buffers);
  return promise((done) => verb(fd, buffers.map(flat), typeof position === 'number' ? position : -1, done));
}

function readFile(fd, options) {
  const { readFile } = require('fs/whole');
  return promise(readFile, fd, options);
}

function stopIfAborted(signal) {
  if (signal?.aborted) throw new AbortError(undefined, { cause: signal.reason });
}

// Data may come piece by piece. Each is written before the next one is asked for.
async function writeFile(fd, data, options) {
  options = checks.optionsOf(options, { encoding: 'utf8' });
  const { signal, encoding } = options;
  stopIfAborted(signal);
  if (!isPieces(data)) {
    await promise(require('fs/whole').writeFile, fd, data, { encoding, signal });
    return;
  }
  for await (const piece of data) {
    stopIfAborted(signal);
    const bytes = ArrayBuffer.isView(piece) ? piece : Buffer.from(piece, encoding || 'utf8');
    await promise(require('fs/whole').writeFile, fd, bytes);
    stopIfAborted(signal);
  }
}
exports.writeTo = writeFile;

function isPieces(data) {
  if (data === null || typeof data !== 'object' || ArrayBuffer.isView(data)) return false;
  return typeof data[Symbol.asyncIterator] === 'function' || typeof data[Symbol.iterator] === 'function';
}
exports.isPieces = isPieces;

exports.isHandle = (value) => value instanceof FileHandle;
exports.FileHandle = FileHandle;
