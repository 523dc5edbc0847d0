// Utf8Stream: text for a log, gathered and written in large pieces, with the say over when they are.

const EventEmitter = require('events');
const { dirname } = require('path');
const { codes } = require('internal/errors');
const { Queue } = require('fs/utf8_queue');
const { validateBoolean, validateFunction, validateObject, validateOneOf, validateString, validateUint32 } =
  require('internal/validators');

// What is told to wait for a drain, in characters.
const HIGH_WATER = 16387;
const MOST = 16 * 1024;
// How long a busy disk is left alone, in milliseconds.
const BUSY = 100;

const isBusy = (error) => error.code === 'EAGAIN' || error.code === 'EBUSY';

function checked(options) {
  validateObject(options, 'options');
  const { fd, dest, minLength = 0, maxLength = 0, maxWrite = MOST, periodicFlush = 0, sync = false, append = true,
          mkdir = false, fsync = false, contentMode = 'utf8', mode, fs = {}, retryEAGAIN = () => true } = options;
  validateUint32(minLength, 'options.minLength');
  validateUint32(maxLength, 'options.maxLength');
  validateUint32(maxWrite, 'options.maxWrite');
  validateUint32(periodicFlush, 'options.periodicFlush');
  for (const [name, value] of Object.entries({ sync, append, mkdir, fsync })) validateBoolean(value, `options.${name}`);
  validateOneOf(contentMode, 'options.contentMode', ['utf8', 'buffer']);
  validateObject(fs, 'options.fs');
  validateFunction(retryEAGAIN, 'options.retryEAGAIN');
  if (minLength >= maxWrite) {
    throw new codes.ERR_INVALID_ARG_VALUE('minLength', minLength, `should be smaller than maxWrite (${maxWrite})`);
  }
  return { fd, dest, minLength, maxLength, maxWrite, periodicFlush, sync, append, mkdir, fsync, contentMode, mode,
           fs: { ...require('fs'), ...fs }, retryEAGAIN };
}

class Utf8Stream extends EventEmitter {
  #set;
  #queue;
  #fd = -1;
  #file = null;
  #writing = false;
  #opening = false;
  #reopening = false;
  #ending = false;
  #destroyed = false;
  #flushing = false;
  #drainScheduled = false;
  #timer;

  constructor(options = {}) {
    super();
    this.#set = checked(options);
    const { fd, dest, maxWrite, contentMode, periodicFlush } = this.#set;
    this.#queue = new Queue(contentMode === 'buffer', maxWrite);
    this.on('newListener', (name) => {
      if (name === 'drain') this.#drainScheduled = false;
    });
    if (typeof fd === 'number') {
      this.#fd = fd;
      process.nextTick(() => this.emit('ready'));
    } else if (typeof dest === 'string') {
      this.#open(dest);
    } else {
      throw new codes.ERR_INVALID_ARG_TYPE('fd', ['number', 'string'], fd ?? dest);
    }
    if (periodicFlush > 0) {
      this.#timer = setInterval(() => this.flush(), periodicFlush);
      this.#timer.unref();
    }
  }

  get append() { return this.#set.append; }
  get contentMode() { return this.#set.contentMode; }
  get fd() { return this.#fd; }
  get file() { return this.#file; }
  get fsync() { return this.#set.fsync; }
  get maxLength() { return this.#set.maxLength; }
  get minLength() { return this.#set.minLength; }
  get mkdir() { return this.#set.mkdir; }
  get mode() { return this.#set.mode; }
  get periodicFlush() { return this.#set.periodicFlush; }
  get sync() { return this.#set.sync; }
  get writing() { return this.#writing; }

  #open(file) {
    const { fs, append, mkdir, mode, sync } = this.#set;
    this.#opening = true;
    this.#writing = true;
    this.#drainScheduled = false;
    const flags = append ? 'a' : 'w';
    if (sync) {
      try {
        if (mkdir) fs.mkdirSync(dirname(file), { recursive: true });
        this.#opened(null, file, fs.openSync(file, flags, mode));
      } catch (error) {
        this.#opened(error, file);
        throw error;
      }
      return;
    }
    const open = () => fs.open(file, flags, mode, (error, fd) => this.#opened(error, file, fd));
    if (!mkdir) open();
    else fs.mkdir(dirname(file), { recursive: true }, (error) => (error ? this.#opened(error, file) : open()));
  }

  #opened(error, file, fd) {
    const again = this.#reopening;
    this.#reopening = false;
    this.#opening = false;
    this.#writing = false;
    const tell = this.#set.sync ? (...news) => process.nextTick(() => this.#tell(...news)) : (...news) => this.#tell(...news);
    if (error) {
      tell('error', error);
      return;
    }
    this.#fd = fd;
    this.#file = file;
    tell('ready');
    // Whoever has waited since the old file was left may write again.
    if (again) process.nextTick(() => this.emit('drain'));
    if (this.#destroyed || this.#writing) return;
    if (this.#queue.length > this.#set.minLength || this.#flushing) this.#write();
  }

  // An error while opening at once is thrown already: it is told to those who asked for it.
  #tell(name, value) {
    if (name === 'error' && this.#set.sync && this.listenerCount('error') === 0) return;
    this.emit(name, value);
  }

  #alive() {
    if (this.#destroyed) throw new codes.ERR_INVALID_STATE('Utf8Stream is destroyed');
  }

  write(data) {
    this.#alive();
    const { maxLength, minLength, contentMode } = this.#set;
    if (contentMode === 'utf8') validateString(data, 'data');
    else if (!(data instanceof Uint8Array)) throw new codes.ERR_INVALID_ARG_TYPE('data', 'Buffer', data);
    const highWater = Math.max(minLength, HIGH_WATER);
    if (maxLength > 0 && this.#queue.length + data.length > maxLength) {
      this.emit('drop', data);
      return this.#queue.length < highWater;
    }
    this.#queue.push(data);
    const { length } = this.#queue;
    if (!this.#writing && length >= minLength) this.#write();
    return length < highWater;
  }

  // Writes the first piece of the queue.
  #write() {
    const { fs, sync } = this.#set;
    this.#writing = true;
    const piece = this.#queue.begin();
    const encoding = typeof piece === 'string' ? ['utf8'] : [];
    if (!sync) {
      fs.write(this.#fd, piece, ...encoding, (error, count) => this.#written(error, count));
      return;
    }
    let count;
    try {
      count = fs.writeSync(this.#fd, piece, ...encoding);
    } catch (error) {
      this.#written(error);
      return;
    }
    this.#written(null, count);
  }

  #written(error, count) {
    if (error) {
      this.#failed(error);
      return;
    }
    const { fs, fsync, minLength, sync } = this.#set;
    this.emit('write', count);
    if (this.#queue.wrote(count)) {
      this.#write();
      return;
    }
    if (fsync) fs.fsyncSync(this.#fd);
    if (this.#reopening) {
      this.#writing = false;
      this.#reopening = false;
      this.reopen();
    } else if (this.#queue.length > minLength || (this.#ending && this.#queue.length > 0)) {
      this.#write();
    } else if (this.#ending) {
      this.#writing = false;
      this.#close();
    } else {
      this.#writing = false;
      this.#drained(sync);
    }
  }

  // Who writes at once would otherwise hear it before `write` has come back.
  #drained(later) {
    if (!later) {
      this.emit('drain');
    } else if (!this.#drainScheduled) {
      this.#drainScheduled = true;
      process.nextTick(() => {
        if (this.listenerCount('drain') > 0 || this.#flushing) this.emit('drain');
        this.#drainScheduled = false;
      });
    }
  }

  #failed(error) {
    const { retryEAGAIN, sync } = this.#set;
    const { begun, length } = this.#queue;
    if (!isBusy(error) || !retryEAGAIN(error, begun, length - begun)) {
      this.#writing = false;
      this.emit('error', error);
    } else if (sync) {
      pause(BUSY);
      this.#write();
    } else {
      setTimeout(() => this.#write(), BUSY);
    }
  }

  flush(callback) {
    if (callback !== undefined && callback !== null) validateFunction(callback, 'cb');
    if (this.#destroyed) {
      const error = new codes.ERR_INVALID_STATE('Utf8Stream is destroyed');
      if (!callback) throw error;
      callback(error);
      return;
    }
    if (this.#set.minLength <= 0) {
      callback?.();
      return;
    }
    if (callback) this.#whenDrained(callback);
    if (!this.#writing) this.#write();
  }

  // Calls back when all is written, and on the disk.
  #whenDrained(callback) {
    const { fs, fsync } = this.#set;
    this.#flushing = true;
    const done = (error) => {
      this.#flushing = false;
      callback(error);
    };
    const drained = () => {
      this.off('error', failed);
      if (fsync) {
        done();
        return;
      }
      try {
        fs.fsync(this.#fd, done);
      } catch (error) {
        done(error);
      }
    };
    const failed = (error) => {
      this.off('drain', drained);
      done(error);
    };
    this.once('drain', drained);
    this.once('error', failed);
  }

  flushSync() {
    this.#alive();
    if (this.#fd < 0) throw new codes.ERR_INVALID_STATE('Invalid file descriptor');
    const { fs } = this.#set;
    // What is being written just now is left to whoever does.
    const queue = this.#writing ? this.#queue.split() : this.#queue;
    try {
      while (queue.length > 0) this.#writeNow(queue);
    } finally {
      if (queue !== this.#queue) this.#queue.join(queue);
    }
    try {
      fs.fsyncSync(this.#fd);
    } catch { /* a pipe, or a terminal: there is no disk behind it */ }
  }

  #writeNow(queue) {
    const { fs, retryEAGAIN } = this.#set;
    const piece = queue.begin();
    try {
      queue.wrote(fs.writeSync(this.#fd, piece, ...(typeof piece === 'string' ? ['utf8'] : [])));
    } catch (error) {
      const { begun, length } = queue;
      if (!isBusy(error) || !retryEAGAIN(error, begun, length - begun)) {
        queue.undo();
        throw error;
      }
      pause(BUSY);
    }
  }

  // Goes on in the file that bears the name now: somebody has moved the old one away.
  reopen(file) {
    this.#alive();
    if (this.#opening) {
      this.once('ready', () => this.reopen(file));
      return;
    }
    if (this.#ending) return;
    if (!this.#file) throw new codes.ERR_OPERATION_FAILED('Unable to reopen a file descriptor, you must pass a file');
    if (file) this.#file = file;
    this.#reopening = true;
    if (this.#writing) return;
    const old = this.#fd;
    this.once('ready', () => {
      if (old === this.#fd) return;
      this.#set.fs.close(old, (error) => {
        if (error) this.emit('error', error);
      });
    });
    this.#open(this.#file);
  }

  end() {
    this.#alive();
    if (this.#opening) {
      this.once('ready', () => this.end());
      return;
    }
    if (this.#ending) return;
    this.#ending = true;
    if (this.#writing) return;
    if (this.#queue.length > 0 && this.#fd >= 0) this.#write();
    else this.#close();
  }

  destroy() {
    if (!this.#destroyed) this.#close();
  }

  #close() {
    if (this.#fd === -1) {
      this.once('ready', () => this.#close());
      return;
    }
    if (this.#timer !== undefined) clearInterval(this.#timer);
    this.#destroyed = true;
    this.#queue.clear();
    const { fs } = this.#set;
    const done = (error) => {
      if (error) {
        this.emit('error', error);
        return;
      }
      if (this.#ending && !this.#writing) this.emit('finish');
      this.emit('close');
    };
    // Whatever fsync says, the file is closed; but not standard output and error, which are everybody's.
    const close = () => (this.#fd === 1 || this.#fd === 2 ? done() : fs.close(this.#fd, done));
    try {
      fs.fsync(this.#fd, close);
    } catch {
      close();
    }
  }

  [Symbol.dispose]() { this.destroy(); }
}

// Waits, and lets nothing else happen.
function pause(milliseconds) {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}

exports.Utf8Stream = Utf8Stream;
