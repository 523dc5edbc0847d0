// Streams of files: where they come from (a path, a number, a FileHandle, somebody's own `fs`), and how they end.

const { codes } = require('internal/errors');
const { checkedPath, toPathIfFileURL } = require('fs/paths');
const { checkFd, optionsOf } = require('fs/checks');
const { kEmptyObject } = require('internal/util');
const { validateBoolean, validateFunction, validateInteger } = require('internal/validators');
const { isHandle, kRef, kUnref } = require('fs/file_handle');

const kFs = Symbol('kFs');
const kHandle = Symbol('kHandle');
const kBusy = Symbol('kIsPerformingIO');
const kIdle = Symbol('kIoDone');
exports.kFs = kFs;
exports.kBusy = kBusy;
exports.kIdle = kIdle;

// What the constructors share: the options, and where the file is. Gives the options for the stream beneath.
exports.begin = function begin(stream, path, given, flags, verbs) {
  const checked = optionsOf(given, kEmptyObject);
  // A copy, with what the options inherit.
  const options = {};
  for (const name in checked) options[name] = checked[name];
  if (options.fd === undefined || options.fd === null) {
    stream.fd = null;
    stream[kFs] = options.fs || require('fs');
    validateFunction(stream[kFs].open, 'options.fs.open');
    stream.path = toPathIfFileURL(path);
    stream.flags = options.flags === undefined ? flags : options.flags;
    stream.mode = options.mode === undefined ? 0o666 : options.mode;
    checkedPath(stream.path);
  } else {
    stream.fd = checkFd(openedBefore(stream, options));
  }
  options.autoDestroy = options.autoClose === undefined ? true : options.autoClose;
  verbs(stream[kFs]);
  if (options.autoDestroy) validateFunction(stream[kFs].close, 'options.fs.close');
  stream.start = options.start;
  stream.pos = undefined;
  stream[kBusy] = false;
  if (stream.start !== undefined) {
    validateInteger(stream.start, 'start', 0);
    stream.pos = stream.start;
  }
  return options;
};

// The number of a file that is open already.
function openedBefore(stream, { fd, fs }) {
  if (typeof fd === 'number') {
    stream[kFs] = fs || require('fs');
    return fd;
  }
  if (!isHandle(fd)) throw new codes.ERR_INVALID_ARG_TYPE('options.fd', ['number', 'FileHandle'], fd);
  if (fs) throw new codes.ERR_METHOD_NOT_IMPLEMENTED('FileHandle with fs');
  stream[kHandle] = fd;
  stream[kFs] = verbsOf(fd);
  fd[kRef]();
  fd.on('close', () => stream.close());
  return fd.fd;
}

// The verbs that streams use, as a FileHandle has them.
function verbsOf(handle) {
  const told = (promise, callback, count, second) =>
    promise.then((answer) => callback(null, answer[count], answer[second]), (error) => callback(error, 0, undefined));
  return {
    open() {},
    close(fd, callback) {
      handle[kUnref]();
      handle.close().then(() => callback(), callback);
    },
    fsync(fd, callback) {
      handle.sync().then(() => callback(), callback);
    },
    read(fd, buffer, offset, length, position, callback) {
      told(handle.read(buffer, offset, length, position), callback, 'bytesRead', 'buffer');
    },
    write(fd, buffer, offset, length, position, callback) {
      told(handle.write(buffer, offset, length, position), callback, 'bytesWritten', 'buffer');
    },
    writev(fd, buffers, position, callback) {
      told(handle.writev(buffers, position), callback, 'bytesWritten', 'buffers');
    },
  };
}

exports.construct = function construct(stream, open, callback) {
  if (typeof stream.fd === 'number') {
    callback();
    return;
  }
  if (stream.open !== open) {
    constructPatched(stream, callback);
    return;
  }
  stream[kFs].open(stream.path, stream.flags, stream.mode, (error, fd) => {
    if (error) {
      callback(error);
      return;
    }
    stream.fd = fd;
    callback();
    stream.emit('open', stream.fd);
    stream.emit('ready');
  });
};

// Somebody has put an `open` of their own in place: it will tell by events, and those must come after the construction.
function constructPatched(stream, callback) {
  const { emit } = stream;
  stream.emit = function(...news) {
    if (news[0] !== 'open' && news[0] !== 'error') return Reflect.apply(emit, this, news);
    this.emit = emit;
    callback(news[0] === 'error' ? news[1] : undefined);
    if (news[0] === 'open') Reflect.apply(emit, this, news);
    return true;
  };
  stream.open();
}

exports.destroy = function destroy(stream, error, callback) {
  const finish = (last) => {
    if (stream.fd === null || stream.fd === undefined || stream.fd === 0) {
      callback(error || last);
      return;
    }
    if (!stream.flush) {
      close(stream, error || last, callback);
      return;
    }
    stream[kFs].fsync(stream.fd, (failed) => close(stream, error || last || failed, callback));
  };
  // What is being read or written is waited for: the number could be another file's before it is done.
  if (stream[kBusy]) stream.once(kIdle, finish);
  else finish();
};

function close(stream, error, callback) {
  stream[kFs].close(stream.fd, (failed) => callback(failed || error));
  stream.fd = null;
}

exports.checkFlush = function checkFlush(flush) {
  if (flush === undefined || flush === null) return false;
  validateBoolean(flush, 'options.flush');
  return flush;
};
