// Files as wholes: readFile, writeFile, appendFile, and whether there is one.

const calls = require('fs/native');
const { codes } = require('internal/errors');
const { checkedPath } = require('fs/paths');
const checks = require('fs/checks');
const { optionsOf } = checks;
const { shaped } = require('fs/path_verbs');
const { flat } = require('fs/transfer');
const { parseFileMode, validateBoolean } = require('internal/validators');

function isFd(path) {
  return (path | 0) === path && path >= 0;
}

exports.readFile = function readFile(done, path, options) {
  options = optionsOf(options, { flag: 'r' });
  const place = isFd(path) ? path : checkedPath(path);
  const flags = checks.openFlags(options.flag ?? 'r');
  if (done !== undefined && (done = unlessAborted(options.signal, done)) === undefined) return;
  return shaped(done, (callback) => calls.readFile(place, flags, callback), (bytes) => decoded(bytes, options.encoding));
};

function decoded(bytes, encoding) {
  if (typeof bytes === 'bigint') throw new codes.ERR_FS_FILE_TOO_LARGE(bytes);
  return encoding && encoding !== 'buffer' ? bytes.toString(encoding) : bytes;
}
exports.decoded = decoded;

// The callback, which hears an AbortError instead if the signal has said so by then. Undefined if it has already.
function unlessAborted(signal, done) {
  if (signal === undefined) return done;
  const { AbortError } = require('internal/errors');
  const aborted = () => new AbortError(undefined, { cause: signal.reason });
  if (signal.aborted) {
    process.nextTick(done, aborted());
    return undefined;
  }
  return (error, value) => (signal.aborted ? done(aborted()) : done(error, value));
}

exports.writeFile = function writeFile(done, path, data, options) {
  options = optionsOf(options, { encoding: 'utf8', mode: 0o666, flag: 'w', flush: false });
  const flush = options.flush ?? false;
  validateBoolean(flush, 'options.flush');
  checks.data(data);
  data = flat(data);
  const place = isFd(path) ? path : checkedPath(path);
  const flags = checks.openFlags(options.flag || 'w');
  const mode = parseFileMode(options.mode, 'mode', 0o666);
  if (done !== undefined && (done = unlessAborted(options.signal, done)) === undefined) return;
  if (flush) return flushed(done, place, data, flags, mode, options.encoding);
  return calls.writeFile(place, data, flags, mode, options.encoding || 'utf8', done);
};

// The same, and the data shall be on the disk. It is the room's own fsync that a program may watch.
function flushed(done, place, data, flags, mode, encoding) {
  const fs = require('fs');
  if (done === undefined) {
    const fd = isFd(place) ? place : calls.open(place, flags, mode);
    try {
      calls.writeFile(fd, data, 0, 0, encoding || 'utf8');
      fs.fsyncSync(fd);
    } finally {
      if (fd !== place) calls.close(fd);
    }
    return;
  }
  const write = (fd, finish) => calls.writeFile(fd, data, 0, 0, encoding || 'utf8', (error) => {
    if (error) finish(error);
    else fs.fsync(fd, finish);
  });
  if (isFd(place)) {
    write(place, (error) => done(error ?? null));
    return;
  }
  calls.open(place, flags, mode, (error, fd) => {
    if (error) return done(error);
    write(fd, (error) => calls.close(fd, (second) => done(error ?? second ?? null)));
  });
}

exports.appendFile = function appendFile(done, path, data, options) {
  options = { ...optionsOf(options, { encoding: 'utf8', mode: 0o666, flag: 'a', flush: false }) };
  // What appends must not be told to cut the file off.
  if (!options.flag || isFd(path)) options.flag = 'a';
  return exports.writeFile(done, path, data, options);
};

exports.exists = function exists(path, callback) {
  checks.checkCallback(callback);
  let checked;
  try {
    checked = checkedPath(path);
  } catch {
    callback(false);
    return;
  }
  calls.access(checked, 0, (error) => callback(!error));
};

exports.existsSync = function existsSync(path) {
  try {
    path = checkedPath(path);
  } catch (error) {
    if (error.code === 'ERR_INVALID_ARG_TYPE') warnOfArgument();
    return false;
  }
  return calls.exists(path);
};

let warned = false;

function warnOfArgument() {
  if (warned) return;
  warned = true;
  process.emitWarning('Passing invalid argument types to fs.existsSync is deprecated', 'DeprecationWarning', 'DEP0187');
}
