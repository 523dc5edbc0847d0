// cp: files and whole folders copied, with links, modes and times. The work is a list of steps (fs/steps).

const { codes } = require('internal/errors');
const { checkedPath } = require('fs/paths');
const { copyMode } = require('fs/checks');
const { run } = require('fs/steps');
const { dirname, isAbsolute, join, parse, resolve, sep } = require('path');
const { validateBoolean, validateFunction, validateObject } = require('internal/validators');

const defaults = {
  dereference: false, errorOnExist: false, filter: undefined, force: true, preserveTimestamps: false,
  recursive: false, verbatimSymlinks: false,
};

function checkOptions(options) {
  if (options === undefined) return { ...defaults, mode: 0 };
  validateObject(options, 'options');
  options = { ...defaults, ...options };
  for (const name of Object.keys(defaults)) {
    if (name !== 'filter') validateBoolean(options[name], `options.${name}`);
  }
  options.mode = copyMode(options.mode);
  if (options.dereference && options.verbatimSymlinks) {
    throw new codes.ERR_INCOMPATIBLE_OPTION_PAIR('dereference', 'verbatimSymlinks');
  }
  if (options.filter !== undefined) validateFunction(options.filter, 'options.filter');
  return options;
}

exports.cp = function cp(done, src, dest, options) {
  options = checkOptions(options);
  src = checkedPath(src, 'src');
  dest = checkedPath(dest, 'dest');
  // Paths are taken apart and put together: bytes must be text for that.
  return run(done, copyChecked(src.toString(), dest.toString(), options, done === undefined, true));
};

function refuse(code, short, message, path) {
  const errno = -require('internal/uv').number(short);
  return new codes[code]({ message, path, syscall: 'cp', errno, code: short });
}

// One file, link or folder: is it wanted, and may it go there? The first one's folder is made if it is missing.
function* copyChecked(src, dest, options, isNow, isFirst) {
  if (options.filter !== undefined) {
    const wanted = yield [options.filter, src, dest];
    if (isNow && typeof wanted?.then === 'function') {
      throw new codes.ERR_INVALID_RETURN_VALUE('boolean', 'filter', wanted);
    }
    if (!wanted) return;
  }
  const look = options.dereference ? 'stat' : 'lstat';
  const source = seen(yield [look, src, true]);
  const target = yield* seenIfThere(look, dest);
  checkPair(src, dest, source, target);
  if (isFirst) {
    yield* checkParents(src, source, dest);
    const parent = dirname(dest);
    if ((yield* seenIfThere('stat', parent)) === undefined) yield ['mkdirs', parent, 0o777, false];
  }
  yield* copy(src, dest, source, target, options, isNow);
}

// What the natives tell of a file, as far as it matters here.
const S_IFMT = 0o170000;
const kinds = { 0o040000: 'folder', 0o100000: 'file', 0o020000: 'file', 0o060000: 'file', 0o120000: 'link',
                0o140000: 'socket', 0o010000: 'pipe' };

function seen(list) {
  const mode = Number(list[1]);
  return { kind: kinds[mode & S_IFMT], mode, device: list[0], inode: list[7] };
}

function* seenIfThere(look, path) {
  try {
    return seen(yield [look, path, true]);
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}

const isSame = (one, other) => one.inode === other.inode && one.device === other.device;

function checkPair(src, dest, source, target) {
  if (target !== undefined) {
    if (isSame(source, target)) {
      throw refuse('ERR_FS_CP_EINVAL', 'EINVAL', 'src and dest cannot be the same', dest);
    }
    if (source.kind === 'folder' && target.kind !== 'folder') {
      throw refuse('ERR_FS_CP_DIR_TO_NON_DIR', 'EISDIR',
                   `cannot overwrite non-directory ${dest} with directory ${src}`, dest);
    }
    if (source.kind !== 'folder' && target.kind === 'folder') {
      throw refuse('ERR_FS_CP_NON_DIR_TO_DIR', 'ENOTDIR',
                   `cannot overwrite directory ${dest} with non-directory ${src}`, dest);
    }
  }
  if (source.kind === 'folder' && isWithin(src, dest)) throw intoItself(src, dest, dest);
}

function intoItself(src, dest, path) {
  return refuse('ERR_FS_CP_EINVAL', 'EINVAL', `cannot copy ${src} to a subdirectory of self ${dest}`, path);
}

// Whether `path` is `folder` or lies somewhere below it, by their names.
function isWithin(folder, path) {
  const above = resolve(folder).split(sep).filter(Boolean);
  const below = resolve(path).split(sep).filter(Boolean);
  return above.every((part, index) => below[index] === part);
}

// The same by what is on the disk: a link may lead back.
function* checkParents(src, source, dest) {
  const sourceParent = resolve(dirname(src));
  for (let parent = resolve(dirname(dest)); parent !== sourceParent && parent !== parse(parent).root;
    parent = resolve(dirname(parent))) {
    const found = yield* seenIfThere('stat', parent);
    if (found === undefined) return;
    if (isSame(source, found)) throw intoItself(src, dest, dest);
  }
}

function* copy(src, dest, source, target, options, isNow) {
  switch (source.kind) {
    case 'folder':
      if (options.recursive) return yield* copyFolder(src, dest, source, target, options, isNow);
      throw refuse('ERR_FS_EISDIR', 'EISDIR', `${src} is a directory (not copied)`, src);
    case 'file':
      return yield* copyFile(src, dest, source, target, options);
    case 'link':
      return yield* copyLink(src, dest, target, options);
    case 'socket':
      throw refuse('ERR_FS_CP_SOCKET', 'EINVAL', `cannot copy a socket file: ${dest}`, dest);
    case 'pipe':
      throw refuse('ERR_FS_CP_FIFO_PIPE', 'EINVAL', `cannot copy a FIFO pipe: ${dest}`, dest);
    default:
      throw refuse('ERR_FS_CP_UNKNOWN', 'EINVAL', `cannot copy an unknown file type: ${dest}`, dest);
  }
}

function* copyFile(src, dest, source, target, options) {
  if (target !== undefined) {
    if (!options.force) {
      if (options.errorOnExist) throw refuse('ERR_FS_CP_EEXIST', 'EEXIST', `${dest} already exists`, dest);
      return;
    }
    yield ['unlink', dest];
  }
  yield ['copyFile', src, dest, options.mode];
  if (options.preserveTimestamps) {
    // Times of a file that may not be written cannot be set, and reading it has changed one of them.
    if ((source.mode & 0o200) === 0) yield ['chmod', dest, source.mode | 0o200];
    const [atime, mtime] = times(yield ['stat', src, false]);
    yield ['utimes', dest, atime, mtime];
  }
  yield ['chmod', dest, source.mode];
}

const times = (list) => [list[10] + list[11] / 1e9, list[12] + list[13] / 1e9];

function* copyFolder(src, dest, source, target, options, isNow) {
  if (target !== undefined && options.errorOnExist && !options.force) {
    throw refuse('ERR_FS_CP_EEXIST', 'EEXIST', `${dest} already exists`, dest);
  }
  if (target === undefined) yield ['mkdir', dest, 0o777];
  for (const name of yield ['scandir', src, false, false]) {
    yield* copyChecked(join(src, name), join(dest, name), options, isNow, false);
  }
  // Last: a folder that may not be written to could not be filled.
  if (target === undefined) yield ['chmod', dest, source.mode];
}

function* copyLink(src, dest, target, options) {
  const absolute = (path, link) => (isAbsolute(path) ? path : resolve(dirname(link), path));
  let leads = yield ['readlink', src, false];
  if (!options.verbatimSymlinks) leads = absolute(leads, src);
  if (target === undefined) {
    yield ['symlink', leads, dest];
    return;
  }
  let led;
  try {
    led = absolute(yield ['readlink', dest, false], dest);
  } catch (error) {
    // No link is in the way, but a file.
    if (error.code !== 'EINVAL' && error.code !== 'UNKNOWN') throw error;
    yield ['symlink', leads, dest];
    return;
  }
  const isFolder = (yield* seenIfThere('stat', src))?.kind === 'folder';
  if (isFolder && isWithin(leads, led)) throw intoItself(leads, led, dest);
  // To unlink the other one would take away what is to be copied.
  if (isFolder && isWithin(led, leads)) {
    throw refuse('ERR_FS_CP_SYMLINK_TO_SUBDIRECTORY', 'EINVAL', `cannot overwrite ${led} with ${leads}`, dest);
  }
  yield ['unlink', dest];
  yield ['symlink', leads, dest];
}
