// The file system. Every verb is written once (fs/path_verbs, fs/fd_verbs, fs/whole, fs/transfer) and shown by its faces:
// with a callback and at once here, as a promise in fs/promises. What few programs use is loaded when they do.

const calls = require('fs/native');
const faces = require('fs/faces');
const pathVerbs = require('fs/path_verbs');
const fdVerbs = require('fs/fd_verbs');
const transfer = require('fs/transfer');
const whole = require('fs/whole');
const lazy = require('internal/lazy');

const fs = module.exports;

function show(verbs, counts, isLast = false) {
  for (const name of Object.keys(counts)) {
    const [least, most] = counts[name];
    fs[name] = faces.withCallback(name, verbs[name], least, most, isLast);
    fs[`${name}Sync`] = faces.now(name, verbs[name], most);
  }
}
show(pathVerbs, faces.counts);
show(fdVerbs, faces.fdCounts, true);
fs.chmod = faces.withCallback('chmod', pathVerbs.chmod, 2, 2, true);
show(whole, { readFile: [1, 2], writeFile: [2, 3], appendFile: [2, 3] });
fs.realpath.native = faces.withCallback('native', pathVerbs.realpathNative, 1, 2);
fs.realpathSync.native = faces.now('native', pathVerbs.realpathNative, 2);

for (const name of ['read', 'readv', 'write', 'writev']) {
  fs[name] = transfer[name];
  fs[`${name}Sync`] = transfer[`${name}Sync`];
}

// Whoever does not wish to know how it went need not say what to call.
fs.close = faces.named('close', 1, (fd, callback = raise) => {
  require('fs/checks').checkFd(fd);
  fdVerbs.close(require('fs/checks').checkCallback(callback), fd);
});
function raise(error) {
  if (error) throw error;
}

// The length is looked at before the callback.
fs.truncate = faces.withCallback('truncate', pathVerbs.truncate, 1, 2, true);

fs.opendir = faces.named('opendir', 3, (path, options, callback) =>
  require('fs/dir').opendirLater(path, options, callback));

fs.exists = whole.exists;
fs.existsSync = whole.existsSync;
Object.defineProperty(fs.exists, Symbol.for('nodejs.util.promisify.custom'), {
  value: function exists(path) { return new Promise((resolve) => fs.exists(path, resolve)); },
});

fs.mkdtempDisposableSync = function mkdtempDisposableSync(prefix, options) {
  return require('fs/temporary').mkdtempDisposableSync(prefix, options);
};

fs.createReadStream = function createReadStream(path, options) {
  return new fs.ReadStream(path, options);
};

fs.createWriteStream = function createWriteStream(path, options) {
  return new fs.WriteStream(path, options);
};

fs.openAsBlob = function openAsBlob(path, options) {
  return require('fs/blob').openAsBlob(path, options);
};

fs.watch = function watch(filename, options, listener) {
  return require('fs/watch').watch(filename, options, listener);
};

fs.watchFile = function watchFile(filename, options, listener) {
  return require('fs/watch_file').watchFile(filename, options, listener);
};

fs.unwatchFile = function unwatchFile(filename, listener) {
  return require('fs/watch_file').unwatchFile(filename, listener);
};

// Their names in former times.
for (const [old, name] of [['FileReadStream', 'ReadStream'], ['FileWriteStream', 'WriteStream']]) {
  lazy(fs, old, () => fs[name], true);
}

Object.defineProperty(fs, 'promises', {
  get: () => require('fs/promises'),
  enumerable: true,
  configurable: true,
});

// macOS only; the others have no such call.
fs.lchmod = undefined;
fs.lchmodSync = undefined;

fs._toUnixTimestamp = require('fs/checks').seconds;

for (const [id, names] of [
  ['fs/stats', ['Stats']],
  ['fs/dirent', ['Dirent']],
  ['fs/dir', ['Dir']],
  ['fs/read_stream', ['ReadStream']],
  ['fs/write_stream', ['WriteStream']],
  ['fs/utf8_stream', ['Utf8Stream']],
]) {
  for (const name of names) lazy(fs, name, () => require(id)[name], true);
}

const { constants } = calls;
Object.setPrototypeOf(constants, null);
for (const [name, value] of [
  ['UV_FS_SYMLINK_DIR', 1], ['UV_FS_SYMLINK_JUNCTION', 2],
  ['UV_DIRENT_UNKNOWN', 0], ['UV_DIRENT_FILE', 1], ['UV_DIRENT_DIR', 2], ['UV_DIRENT_LINK', 3],
  ['UV_DIRENT_FIFO', 4], ['UV_DIRENT_SOCKET', 5], ['UV_DIRENT_CHAR', 6], ['UV_DIRENT_BLOCK', 7],
  ['UV_FS_O_FILEMAP', 0],
  ['UV_FS_COPYFILE_EXCL', 1], ['COPYFILE_EXCL', 1],
  ['UV_FS_COPYFILE_FICLONE', 2], ['COPYFILE_FICLONE', 2],
  ['UV_FS_COPYFILE_FICLONE_FORCE', 4], ['COPYFILE_FICLONE_FORCE', 4],
]) constants[name] = value;
Object.defineProperty(fs, 'constants', { value: constants, enumerable: true, writable: false, configurable: false });

// These have been in `constants` for long; old packages still look for them here.
for (const name of ['F_OK', 'R_OK', 'W_OK', 'X_OK']) {
  Object.defineProperty(fs, name, { value: constants[name], enumerable: false, writable: false });
}
