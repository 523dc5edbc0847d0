// The verbs with paths, each written once for its three faces (fs/faces): `done` is a callback, or undefined for "now".

const calls = require('fs/native');
const { checkedPath, toPathIfFileURL } = require('fs/paths');
const checks = require('fs/checks');
const { optionsOf } = checks;
const { parseFileMode, validateInteger, validateOneOf } = require('internal/validators');

// Runs a native verb and makes something of its result.
function shaped(done, run, make) {
  if (done === undefined) return make(run(undefined));
  checks.checkCallback(done ?? undefined);
  run((error, value) => {
    if (error) return done(error);
    let made;
    try {
      made = make(value);
    } catch (refused) {
      return done(refused);
    }
    done(null, made);
  });
}
exports.shaped = shaped;

// Runs a native verb that gives a path or a name, in the encoding that the options ask for.
function inEncoding(done, options, run) {
  const { encoding } = optionsOf(options);
  if (!encoding || encoding === 'utf8' || encoding === 'utf-8') return run(done, false);
  if (encoding === 'buffer') return run(done, true);
  return shaped(done, (callback) => run(callback, true), (bytes) => bytes?.toString(encoding));
}

const { stats, statFs } = require('fs/stats');

exports.access = function access(done, path, mode) {
  path = checkedPath(path);
  return calls.access(path, checks.accessMode(mode), done);
};

exports.rename = function rename(done, oldPath, newPath) {
  return calls.rename(checkedPath(oldPath, 'oldPath'), checkedPath(newPath, 'newPath'), done);
};

exports.copyFile = function copyFile(done, src, dest, mode) {
  src = checkedPath(src, 'src');
  dest = checkedPath(dest, 'dest');
  return calls.copyFile(src, dest, checks.copyMode(mode), done);
};

exports.link = function link(done, existingPath, newPath) {
  return calls.link(checkedPath(existingPath, 'existingPath'), checkedPath(newPath, 'newPath'), done);
};

exports.unlink = function unlink(done, path) {
  return calls.unlink(checkedPath(path), done);
};

// The type of a link matters on Windows only.
exports.symlink = function symlink(done, target, path, type) {
  validateOneOf(type, 'type', ['dir', 'file', 'junction', null, undefined]);
  return calls.symlink(checkedPath(target, 'target'), checkedPath(path), done);
};

exports.readlink = function readlink(done, path, options) {
  path = checkedPath(path);
  return inEncoding(done, options, (callback, bytes) => calls.readlink(path, bytes, callback));
};

exports.realpathNative = function realpathNative(done, path, options) {
  path = checkedPath(path);
  return inEncoding(done, options, (callback, bytes) => calls.realpath(path, bytes, callback));
};

// As Node's own: it takes for a path whatever can be text, and what the system cannot resolve is looked at again.
exports.realpath = function realpath(done, path, options) {
  path = toPathIfFileURL(path);
  path = checkedPath(typeof path === 'string' ? path : `${path}`) || '.';
  const otherwise = (error, bytes) => {
    const found = require('fs/realpath').otherwise(path, error);
    return bytes ? require('buffer').Buffer.from(found) : found;
  };
  return inEncoding(done, options, (callback, bytes) => {
    if (callback === undefined) {
      try {
        return calls.realpath(path, bytes);
      } catch (error) {
        return otherwise(error, bytes);
      }
    }
    calls.realpath(path, bytes, (error, value) => {
      try {
        if (error) value = otherwise(error, bytes);
      } catch (refused) {
        return callback(refused);
      }
      callback(null, value);
    });
  });
};

exports.chmod = function chmod(done, path, mode) {
  path = checkedPath(path);
  return calls.chmod(path, parseFileMode(mode, 'mode'), done);
};

exports.chown = function chown(done, path, uid, gid) {
  path = checkedPath(path);
  return calls.chown(path, checks.owner(uid, 'uid'), checks.owner(gid, 'gid'), done);
};

exports.lchown = function lchown(done, path, uid, gid) {
  path = checkedPath(path);
  return calls.lchown(path, checks.owner(uid, 'uid'), checks.owner(gid, 'gid'), done);
};

exports.utimes = function utimes(done, path, atime, mtime) {
  path = checkedPath(path);
  return calls.utimes(path, checks.seconds(atime), checks.seconds(mtime), done);
};

exports.lutimes = function lutimes(done, path, atime, mtime) {
  path = checkedPath(path);
  return calls.lutimes(path, checks.seconds(atime), checks.seconds(mtime), done);
};

exports.stat = function stat(done, path, options) {
  path = checkedPath(path);
  return looked(done, options, (callback) => calls.stat(path, options?.bigint === true, callback));
};

exports.lstat = function lstat(done, path, options) {
  path = checkedPath(path);
  return looked(done, options, (callback) => calls.lstat(path, options?.bigint === true, callback));
};

// That there is nothing may be an answer, too.
function looked(done, options, run) {
  if (options?.throwIfNoEntry !== false) return shaped(done, run, stats);
  const isNothing = ({ code }) => code === 'ENOENT' || code === 'ENOTDIR';
  if (done !== undefined) {
    shaped((error, value) => (error && isNothing(error) ? done(null, undefined) : done(error, value)), run, stats);
    return;
  }
  try {
    return stats(run(undefined));
  } catch (error) {
    if (isNothing(error)) return undefined;
    throw error;
  }
}

exports.statfs = function statfs(done, path, options) {
  path = checkedPath(path);
  return shaped(done, (callback) => calls.statfs(path, options?.bigint === true, callback), statFs);
};

exports.mkdir = function mkdir(done, path, options) {
  path = checkedPath(path);
  const { recursive, mode } = checks.mkdirOptions(options);
  return recursive ? calls.mkdirs(path, mode, false, done) : calls.mkdir(path, mode, done);
};

exports.rmdir = function rmdir(done, path, options) {
  path = checkedPath(path);
  if (options?.recursive !== undefined) {
    const { codes } = require('internal/errors');
    throw new codes.ERR_INVALID_ARG_VALUE('options.recursive', options.recursive, 'is no longer supported');
  }
  checks.removalOptions(options, { recursive: false, retryDelay: 100, maxRetries: 0 });
  return calls.rmdir(path, done);
};

exports.mkdtemp = function mkdtemp(done, prefix, options) {
  const checked = optionsOf(options);
  prefix = checkedPath(prefix, 'prefix');
  warnOfTemplate(prefix);
  return inEncoding(done, checked, (callback, bytes) => calls.mkdtemp(prefix, bytes, callback));
};

let warned = false;

// Some systems take letters X at the end of the prefix for more of the template.
function warnOfTemplate(prefix) {
  const ends = typeof prefix === 'string' ? prefix.endsWith('X') : prefix[prefix.length - 1] === 0x58;
  if (!ends || warned) return;
  warned = true;
  process.emitWarning('mkdtemp() templates ending with X are not portable. For details see: ' +
                      'https://nodejs.org/api/fs.html');
}

exports.readdir = function readdir(done, path, options) {
  options = optionsOf(options);
  path = checkedPath(path);
  if (options.recursive != null) require('internal/validators').validateBoolean(options.recursive, 'options.recursive');
  if (options.recursive) return require('fs/readdir').recursive(done, path, options);
  return scan(done, path, options);
};

// The names in one folder, or its Dirents.
function scan(done, path, options) {
  const { encoding, withFileTypes } = options;
  const bytes = encoding !== undefined && encoding !== null && encoding !== 'utf8' && encoding !== 'utf-8';
  const decode = bytes && encoding !== 'buffer' ? (name) => name.toString(encoding) : undefined;
  return shaped(done, (callback) => calls.scandir(path, bytes, Boolean(withFileTypes), callback), (found) => {
    if (!withFileTypes) return decode === undefined ? found : found.map(decode);
    const { Dirent } = require('fs/dirent');
    const [names, kinds] = found;
    return names.map((name, index) => new Dirent(decode === undefined ? name : decode(name), kinds[index], path));
  });
}
exports.scan = scan;

exports.truncate = function truncate(done, path, length) {
  path = checkedPath(path);
  if (length === undefined) length = 0;
  validateInteger(length, 'len');
  if (done !== undefined) checks.checkCallback(done ?? undefined);
  length = Math.max(0, length);
  const flags = calls.constants.O_RDWR;
  if (done === undefined) {
    const fd = calls.open(path, flags, 0o666);
    try {
      return calls.ftruncate(fd, length);
    } finally {
      calls.close(fd);
    }
  }
  calls.open(path, flags, 0o666, (error, fd) => {
    if (error) return done(error);
    calls.ftruncate(fd, length, (error) => calls.close(fd, (second) => done(error || second || null)));
  });
};

exports.rm = function rm(done, path, options) {
  return require('fs/rm').rm(done, checkedPath(path), options);
};

exports.opendir = function opendir(done, path, options) {
  return require('fs/dir').opendir(done, path, options);
};

exports.cp = function cp(done, src, dest, options) {
  return require('fs/cp').cp(done, src, dest, options);
};

exports.glob = function glob(done, pattern, options) {
  return require('fs/glob').glob(done, pattern, options);
};
