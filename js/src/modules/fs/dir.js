// Dir: an open folder, which tells its entries one by one.

const calls = require('fs/native');
const { codes } = require('internal/errors');
const { checkedPath, joinPath } = require('fs/paths');
const { optionsOf } = require('fs/checks');
const { Dirent } = require('fs/dirent');
const { promise } = require('fs/faces');
const { validateFunction, validateUint32 } = require('internal/validators');

const UNKNOWN = 0;
const DIR = 2;
// How many entries are asked for at once.
const BATCH = 32;

class Dir {
  #path;
  #encoding;
  #batch;
  #recursive;
  // The open folder and its path.
  #handle;
  #folder;
  #entries = [];
  // With `recursive`: the folders that were met and are to be read yet.
  #folders = [];
  #closed = false;
  // Calls that wait for the one before; null if none is under way.
  #waiting = null;

  constructor(handle, path, options) {
    if (handle === undefined) throw new codes.ERR_MISSING_ARGS('handle');
    this.#handle = handle;
    this.#path = path;
    this.#folder = path;
    const { bufferSize = BATCH, encoding = 'utf8', recursive = false } = optionsOf(options, {});
    validateUint32(bufferSize, 'options.bufferSize', true);
    this.#batch = bufferSize;
    this.#encoding = encoding;
    this.#recursive = Boolean(recursive);
  }

  get path() {
    if (!(#path in this)) throw new codes.ERR_INVALID_THIS('Dir');
    return this.#path;
  }

  get #bytes() { return this.#encoding !== 'utf8' && this.#encoding !== 'utf-8'; }

  #take([names, kinds]) {
    for (let i = 0; i < names.length; i++) {
      const path = this.#recursive || kinds[i] === UNKNOWN ? joinPath(this.#folder, names[i]) : undefined;
      const kind = kinds[i] === UNKNOWN ? calls.kind(path, false) : kinds[i];
      const name = this.#bytes && this.#encoding !== 'buffer' ? names[i].toString(this.#encoding) : names[i];
      this.#entries.push(new Dirent(name, kind, this.#folder));
      if (this.#recursive && kind === DIR) this.#folders.push(path);
    }
  }

  // One call after the other: the next one begins when `run` has called back.
  #inTurn(run, callback) {
    if (this.#waiting !== null) {
      this.#waiting.push(() => this.#inTurn(run, callback));
      return;
    }
    this.#waiting = [];
    run((error, value) => {
      const waiting = this.#waiting;
      this.#waiting = null;
      for (const next of waiting) next();
      callback(error, value);
    });
  }

  #next(done) {
    if (this.#entries.length > 0) {
      process.nextTick(done, null, this.#entries.shift());
      return;
    }
    calls.readFolder(this.#handle, this.#bytes, this.#batch, (error, found) => {
      if (error) {
        done(error);
      } else if (found[0].length > 0) {
        this.#take(found);
        done(null, this.#entries.shift());
      } else if (this.#folders.length > 0) {
        this.#enter(done);
      } else {
        done(null, null);
      }
    });
  }

  // Goes on with the next folder that was met.
  #enter(done) {
    const path = this.#folders.shift();
    calls.opendir(path, (error, handle) => {
      if (error) {
        done(error);
        return;
      }
      calls.closeFolder(this.#handle);
      this.#handle = handle;
      this.#folder = path;
      this.#next(done);
    });
  }

  read(callback) {
    if (arguments.length === 0) return promise((done) => this.read(done));
    validateFunction(callback, 'callback');
    if (this.#closed) throw new codes.ERR_DIR_CLOSED();
    this.#inTurn((done) => this.#next(done), callback);
  }

  readSync() {
    if (this.#closed) throw new codes.ERR_DIR_CLOSED();
    if (this.#waiting !== null) throw new codes.ERR_DIR_CONCURRENT_OPERATION();
    while (this.#entries.length === 0) {
      const found = calls.readFolder(this.#handle, this.#bytes, this.#batch);
      if (found[0].length > 0) {
        this.#take(found);
      } else if (this.#folders.length > 0) {
        const path = this.#folders.shift();
        const handle = calls.opendir(path);
        calls.closeFolder(this.#handle);
        this.#handle = handle;
        this.#folder = path;
      } else {
        return null;
      }
    }
    return this.#entries.shift();
  }

  close(callback) {
    if (callback === undefined) {
      if (this.#closed) return Promise.reject(new codes.ERR_DIR_CLOSED());
      return promise((done) => this.close(done));
    }
    validateFunction(callback, 'callback');
    if (this.#closed) {
      process.nextTick(callback, new codes.ERR_DIR_CLOSED());
      return;
    }
    this.#inTurn((done) => {
      this.#closed = true;
      calls.closeFolder(this.#handle, done);
    }, callback);
  }

  closeSync() {
    if (this.#closed) throw new codes.ERR_DIR_CLOSED();
    if (this.#waiting !== null) throw new codes.ERR_DIR_CONCURRENT_OPERATION();
    this.#closed = true;
    calls.closeFolder(this.#handle);
  }

  // No generator: a loop that is left by an exception must find the folder closed at once.
  entries() {
    const close = async () => {
      if (!this.#closed) await this.close();
    };
    let isOver = false;
    return {
      next: async () => {
        if (isOver) return { value: undefined, done: true };
        let entry;
        try {
          entry = await this.read();
        } finally {
          // At the end, and when reading failed.
          if (!entry) {
            isOver = true;
            await close();
          }
        }
        return { value: entry ?? undefined, done: isOver };
      },
      return: async (value) => {
        isOver = true;
        await close();
        return { value, done: true };
      },
      [Symbol.asyncIterator]() { return this; },
    };
  }

  [Symbol.dispose]() {
    if (!this.#closed) this.closeSync();
  }

  async [Symbol.asyncDispose]() {
    if (!this.#closed) await this.close();
  }
}

Object.defineProperty(Dir.prototype, Symbol.asyncIterator, {
  value: Dir.prototype.entries, enumerable: false, writable: true, configurable: true,
});

// The face with a callback, which has a name of its own here.
exports.opendirLater = function opendirLater(path, options, callback) {
  callback = typeof options === 'function' ? options : callback;
  validateFunction(callback, 'callback');
  exports.opendir(callback, path, typeof options === 'function' ? undefined : options);
};

exports.opendir = function opendir(done, path, options) {
  path = checkedPath(path);
  options = optionsOf(options, { encoding: 'utf8' });
  validateUint32(options.bufferSize ?? BATCH, 'options.bufferSize', true);
  if (done === undefined) return new Dir(calls.opendir(path), path, options);
  calls.opendir(path, (error, handle) => (error ? done(error) : done(null, new Dir(handle, path, options))));
};

exports.Dir = Dir;
