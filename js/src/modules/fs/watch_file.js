// fs.watchFile: a file is looked at again and again.

const EventEmitter = require('events');
const { resolve } = require('path');
const calls = require('fs/native');
const { checkedPath } = require('fs/paths');
const { noStats, stats } = require('fs/stats');
const { validateFunction, validateUint32 } = require('internal/validators');

const INTERVAL = 5007;

class StatWatcher extends EventEmitter {
  #handle;
  #big;

  constructor(big) {
    super();
    this.#big = big;
  }

  start(path, interval, persistent) {
    validateUint32(interval, 'interval');
    const shown = (list) => (list === undefined ? noStats(this.#big) : stats(list));
    this.#handle = calls.poll(path, interval, this.#big, (now, before) => {
      this.emit('change', shown(now), shown(before));
    });
    if (!persistent) this.unref();
  }

  stop() {
    if (this.#handle === undefined) return;
    process.nextTick(() => this.emit('stop'));
    calls.unwatch(this.#handle);
    this.#handle = undefined;
  }

  ref() {
    if (this.#handle !== undefined) calls.refWatcher(this.#handle, true);
    return this;
  }

  unref() {
    if (this.#handle !== undefined) calls.refWatcher(this.#handle, false);
    return this;
  }
}

// One for each file, whoever asks.
const watchers = new Map();

exports.watchFile = function watchFile(filename, options, listener) {
  const path = resolve(checkedPath(filename).toString());
  if (options === null || typeof options !== 'object') {
    listener = options;
    options = {};
  }
  const { interval = INTERVAL, persistent = true, bigint = false } = options;
  validateFunction(listener, 'listener');
  let watcher = watchers.get(path);
  if (watcher === undefined) {
    watcher = new StatWatcher(bigint);
    watcher.start(path, interval, persistent);
    watchers.set(path, watcher);
  }
  watcher.addListener('change', listener);
  return watcher;
};

exports.unwatchFile = function unwatchFile(filename, listener) {
  const path = resolve(checkedPath(filename).toString());
  const watcher = watchers.get(path);
  if (watcher === undefined) return;
  if (typeof listener === 'function') watcher.removeListener('change', listener);
  else watcher.removeAllListeners('change');
  if (watcher.listenerCount('change') > 0) return;
  watcher.stop();
  watchers.delete(path);
};

exports.StatWatcher = StatWatcher;
