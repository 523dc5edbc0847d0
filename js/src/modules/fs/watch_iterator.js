// fs.promises.watch: the changes of a file, one after the other.

const { AbortError, codes } = require('internal/errors');
const { checkedPath } = require('fs/paths');
const { FSWatcher, checkOptions } = require('fs/watch');
const { validateInteger, validateObject, validateOneOf } = require('internal/validators');

// How many changes wait for a program that does not come for them.
const QUEUE = 2048;

exports.watch = async function* watch(filename, options = {}) {
  const path = checkedPath(filename);
  validateObject(options, 'options');
  const { maxQueue = QUEUE, overflow = 'ignore' } = options;
  validateInteger(maxQueue, 'options.maxQueue');
  validateOneOf(overflow, 'options.overflow', ['ignore', 'throw']);
  const checked = checkOptions(options, true);
  const { signal } = checked;
  const aborted = () => new AbortError(undefined, { cause: signal.reason });
  if (signal?.aborted) throw aborted();

  const queue = [];
  let failure;
  let news = Promise.withResolvers();
  const wake = () => news.resolve();
  const abort = () => {
    failure = aborted();
    wake();
  };
  const watcher = new FSWatcher(path.toString(), checked);
  watcher.on('error', (error) => {
    failure = error;
    wake();
  });
  watcher.on('change', (eventType, name) => {
    if (queue.length < maxQueue) {
      queue.push({ __proto__: null, eventType, filename: name });
    } else if (overflow === 'throw') {
      failure = new codes.ERR_FS_WATCH_QUEUE_OVERFLOW(maxQueue);
    } else {
      process.emitWarning('fs.watch maxQueue exceeded');
    }
    wake();
  });
  signal?.addEventListener('abort', abort, { once: true });
  try {
    while (failure === undefined) {
      await news.promise;
      news = Promise.withResolvers();
      while (queue.length > 0 && failure === undefined) yield queue.shift();
    }
    throw failure;
  } finally {
    watcher.close();
    signal?.removeEventListener('abort', abort);
  }
};
