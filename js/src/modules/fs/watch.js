// fs.watch: an FSWatcher for a file, a folder, or a whole tree.

const EventEmitter = require('events');
const calls = require('fs/native');
const { checkedPath } = require('fs/paths');
const { checkEncoding, optionsOf } = require('fs/checks');
const { checkIgnore, ignores } = require('fs/ignore');
const { validateAbortSignal, validateBoolean } = require('internal/validators');

class FSWatcher extends EventEmitter {
  // The native watchers: one for each folder of a tree.
  #handles = new Map();
  #encoding;
  #ignored;
  #referenced;
  #open = true;

  constructor(path, { encoding, ignore, persistent, recursive }) {
    super();
    this.#encoding = encoding;
    this.#ignored = ignores(ignore);
    this.#referenced = persistent;
    if (recursive) {
      const { watchTree } = require('fs/watch_tree');
      watchTree(path, {
        add: (folder, hear) => this.#add(folder, false, hear),
        remove: (folder) => this.#remove(folder),
        tell: (event, name) => this.#tell(event, name),
      });
    } else {
      const bytes = encoding !== undefined && encoding !== 'utf8' && encoding !== 'utf-8';
      const failed = this.#add(path, bytes, (event, name) => this.#tell(event, name));
      if (failed !== undefined) throw failed;
    }
  }

  // Watches one file or folder. An error, if that fails.
  #add(path, bytes, hear) {
    if (!this.#open) return undefined;
    const handle = calls.watch(path, bytes, (event, name) => {
      if (this.#open) hear(event, name);
    });
    if (typeof handle === 'number') return failure(handle, path);
    calls.unwatch(this.#handles.get(path));
    this.#handles.set(path, handle);
    if (!this.#referenced) calls.refWatcher(handle, false);
    return undefined;
  }

  #remove(path) {
    calls.unwatch(this.#handles.get(path));
    this.#handles.delete(path);
  }

  #tell(event, name) {
    if (!this.#open || (name !== null && this.#ignored(`${name}`))) return;
    if (name !== null && this.#encoding !== undefined) name = this.#encoded(name);
    this.emit('change', event, name);
  }

  #encoded(name) {
    const { Buffer } = require('buffer');
    const bytes = typeof name === 'string' ? Buffer.from(name) : name;
    return this.#encoding === 'buffer' ? bytes : bytes.toString(this.#encoding);
  }

  close() {
    if (!this.#open) return;
    this.#open = false;
    for (const handle of this.#handles.values()) calls.unwatch(handle);
    this.#handles.clear();
    process.nextTick(() => this.emit('close'));
  }

  #setRef(on) {
    this.#referenced = on;
    for (const handle of this.#handles.values()) calls.refWatcher(handle, on);
    return this;
  }

  ref() { return this.#setRef(true); }
  unref() { return this.#setRef(false); }
}

function failure(errno, path) {
  const { uvException } = require('internal/errors');
  const full = errno === require('internal/uv').number('ENOSPC');
  const message = full ? 'System limit for number of file watchers reached' : '';
  const error = uvException({ errno, syscall: 'watch', path, message });
  error.filename = path;
  return error;
}

// The options of fs.watch and of fs.promises.watch, which has the stricter look.
exports.checkOptions = function checkOptions(options, isStrict) {
  const { persistent = true, recursive = false, encoding, signal, ignore } = options;
  if (isStrict) validateBoolean(persistent, 'options.persistent');
  validateBoolean(recursive, 'options.recursive');
  if (encoding !== undefined && encoding !== null && encoding !== 'buffer') {
    if (typeof encoding !== 'string') refuseEncoding(encoding);
    checkEncoding(encoding);
  }
  if (signal !== undefined) validateAbortSignal(signal, 'options.signal');
  checkIgnore(ignore);
  return { persistent, recursive, encoding: encoding ?? undefined, signal, ignore };
};

function refuseEncoding(encoding) {
  const { codes } = require('internal/errors');
  throw new codes.ERR_INVALID_ARG_VALUE('encoding', encoding, 'is invalid encoding');
}

exports.watch = function watch(filename, options, listener) {
  if (typeof options === 'function') listener = options;
  options = optionsOf(options);
  const path = checkedPath(filename);
  const checked = exports.checkOptions(options, false);
  const watcher = new FSWatcher(path.toString(), checked);
  if (listener) watcher.addListener('change', listener);
  const { signal } = checked;
  if (signal !== undefined) {
    if (signal.aborted) {
      process.nextTick(() => watcher.close());
    } else {
      const close = () => watcher.close();
      signal.addEventListener('abort', close, { once: true });
      watcher.once('close', () => signal.removeEventListener('abort', close));
    }
  }
  return watcher;
};

exports.FSWatcher = FSWatcher;
