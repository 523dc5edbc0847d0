// fs/promises: the verbs with paths as promises, and FileHandles.

const faces = require('fs/faces');
const pathVerbs = require('fs/path_verbs');
const fdVerbs = require('fs/fd_verbs');
const whole = require('fs/whole');
const checks = require('fs/checks');
const { FileHandle, isHandle, isPieces, writeTo } = require('fs/file_handle');
const { promise, promised } = faces;

const promises = module.exports;

for (const name of Object.keys(faces.counts)) promises[name] = promised(name, pathVerbs[name], faces.counts[name][1]);
promises.realpath = promised('realpath', pathVerbs.realpathNative, 2);

promises.open = async function open(path, flags, mode) {
  return new FileHandle(await promise(fdVerbs.open, path, flags, mode));
};

promises.truncate = async function truncate(path, len = 0) {
  const handle = await promises.open(path, 'r+');
  try {
    await handle.truncate(len);
  } finally {
    await handle.close();
  }
};

promises.lchmod = async function lchmod() {
  const { codes } = require('internal/errors');
  throw new codes.ERR_METHOD_NOT_IMPLEMENTED('lchmod()');
};

promises.glob = function glob(pattern, options) {
  return require('fs/glob').globLater(pattern, options);
};

promises.mkdtempDisposable = function mkdtempDisposable(prefix, options) {
  return require('fs/temporary').mkdtempDisposable(prefix, options);
};

promises.readFile = async function readFile(path, options) {
  if (isHandle(path)) return path.readFile(options);
  return promise(whole.readFile, path, options);
};

promises.writeFile = async function writeFile(path, data, options) {
  options = checks.optionsOf(options, { encoding: 'utf8', mode: 0o666, flag: 'w', flush: false });
  const flush = options.flush ?? false;
  require('internal/validators').validateBoolean(flush, 'options.flush');
  if (!isPieces(data)) checks.data(data);
  if (isHandle(path)) return path.writeFile(data, options);
  if (!isPieces(data) && !flush) return promise(whole.writeFile, path, data, options);
  if (options.signal?.aborted) throw aborted(options.signal);
  const handle = await promises.open(path, options.flag || 'w', options.mode);
  try {
    await writeTo(handle.fd, data, options);
    if (flush) await handle.sync();
  } finally {
    await handle.close();
  }
};

function aborted(signal) {
  const { AbortError } = require('internal/errors');
  return new AbortError(undefined, { cause: signal.reason });
}

promises.appendFile = async function appendFile(path, data, options) {
  options = { ...checks.optionsOf(options, { encoding: 'utf8', mode: 0o666, flag: 'a', flush: false }) };
  options.flag ||= 'a';
  return promises.writeFile(path, data, options);
};

promises.watch = function watch(filename, options) {
  return require('fs/watch_iterator').watch(filename, options);
};

promises.constants = require('fs').constants;
