// path.win32: paths as Windows has them, with drives (C:), shares (\\server\share) and devices (\\.\COM1).

const { validateString } = require('internal/validators');
const { extensionOf, formatWith, relativeParts, tidy } = require('path/common');

const separators = /[\\/]/;
const isSeparator = (character) => character === '\\' || character === '/';
const hasDrive = (path) => /^[a-zA-Z]:/.test(path);

const reservedNames = new Set([
  'CON', 'PRN', 'AUX', 'NUL',
  ...['COM', 'LPT'].flatMap((name) => [...'123456789\xb9\xb2\xb3'].map((digit) => name + digit)),
]);
// Names such as 'NUL:' mean a device wherever they stand.
const isReserved = (name) => reservedNames.has(name.toUpperCase());

// \\server\share, or \\.\ and \\?\ before a device
function matchShare(path) {
  const match = /^[\\/]{2}([^\\/]+)[\\/]+([^\\/]+)/.exec(path);
  if (match === null) return undefined;
  const isDevice = match[1] === '.' || match[1] === '?';
  return { server: match[1], share: match[2], isDevice, end: match[0].length };
}

// The device, the place where the rest begins, and whether the path starts at the device's root.
function splitRoot(path) {
  if (isSeparator(path[0])) {
    if (path.length === 1 || !isSeparator(path[1])) return { device: '', rootEnd: 1, isAbsolute: true };
    const share = matchShare(path);
    if (share === undefined) return { device: '', rootEnd: 0, isAbsolute: true };
    if (share.isDevice) return { device: `\\\\${share.server}`, rootEnd: 4, isAbsolute: true, share };
    return { device: `\\\\${share.server}\\${share.share}`, rootEnd: share.end, isAbsolute: true, share };
  }
  if (!hasDrive(path)) return { device: '', rootEnd: 0, isAbsolute: false };
  const isAbsolute = path.length > 2 && isSeparator(path[2]);
  return { device: path.slice(0, 2), rootEnd: isAbsolute ? 3 : 2, isAbsolute };
}

const tidyTail = (tail, isAbsolute) => tidy(tail, '\\', separators, !isAbsolute);
const sameName = (a, b) => a.toLowerCase() === b.toLowerCase();

function resolve(...paths) {
  let device = '';
  let tail = '';
  let isAbsolute = false;
  for (let i = paths.length - 1; i >= -1; i--) {
    const path = i >= 0 ? paths[i] : startingPoint(device);
    if (i >= 0) validateString(path, `paths[${i}]`);
    if (path === '') continue;
    const root = splitRoot(path);
    if (root.device !== '') {
      // A path on another drive says nothing about this one.
      if (device !== '' && !sameName(root.device, device)) continue;
      if (device === '') device = root.device;
    }
    if (!isAbsolute) {
      tail = `${path.slice(root.rootEnd)}\\${tail}`;
      isAbsolute = root.isAbsolute;
    }
    if (isAbsolute && device !== '') break;
  }
  tail = tidyTail(tail, isAbsolute);
  return isAbsolute ? `${device}\\${tail}` : `${device}${tail}` || '.';
}

// Each drive has a working directory of its own, which Windows keeps in the environment.
function startingPoint(device) {
  if (device === '') return process.cwd();
  const directory = process.env[`=${device}`] || process.cwd();
  const isElsewhere = !sameName(directory.slice(0, 2), device) && directory[2] === '\\';
  return isElsewhere ? `${device}\\` : directory;
}

function normalize(path) {
  validateString(path, 'path');
  if (path === '') return '.';
  if (path.length === 1) return path === '/' ? '\\' : path;
  const root = splitRoot(path);
  const { share, isAbsolute } = root;
  if (share !== undefined && !share.isDevice && share.end === path.length) return `${root.device}\\`;
  let { device, rootEnd } = root;
  const colon = path.indexOf(':');
  if (share?.isDevice) {
    const name = path.slice(4, colon + 1);
    if (isReserved(name.slice(0, -1))) {
      device = `\\\\?\\${name}`;
      rootEnd = 4 + name.length;
    }
  } else if (device === '' && !isAbsolute && colon > 0 && isReserved(path.slice(0, colon))) {
    device = path.slice(0, colon + 1);
    rootEnd = colon + 1;
  }
  let tail = rootEnd < path.length ? tidyTail(path.slice(rootEnd), isAbsolute) : '';
  if (tail === '' && !isAbsolute) tail = '.';
  if (tail !== '' && isSeparator(path[path.length - 1])) tail += '\\';
  if (!isAbsolute && device === '' && looksLikeDrive(path, tail)) return `.\\${tail}`;
  if (isReserved(path.slice(0, colon))) return `.\\${device}${tail}`;
  return isAbsolute ? `${device}\\${tail}` : `${device}${tail}`;
}

// Taking out '..' must not turn a relative path into one that names a drive or a stream.
function looksLikeDrive(path, tail) {
  return path.includes(':') && (hasDrive(tail) || /:(?:$|[\\/])/.test(path));
}

function isAbsolute(path) {
  validateString(path, 'path');
  return /^(?:[\\/]|[a-zA-Z]:[\\/])/.test(path);
}

function join(...paths) {
  for (const path of paths) validateString(path, 'path');
  const parts = paths.filter((path) => path !== '');
  if (parts.length === 0) return '.';
  let joined = parts.join('\\');
  // Only what was a share's name in the first part may become one.
  if (!/^[\\/]{2}[^\\/]/.test(parts[0])) joined = joined.replace(/^[\\/]{2,}/, '\\');
  const namesDevice = joined.split('\\').some((part) => {
    const colon = part.indexOf(':');
    return colon !== -1 && isReserved(part.slice(0, colon));
  });
  return namesDevice ? joined.replaceAll('/', '\\') : normalize(joined);
}

function relative(from, to) {
  validateString(from, 'from');
  validateString(to, 'to');
  if (from === to) return '';
  const fromFull = resolve(from);
  const toFull = resolve(to);
  if (sameName(fromFull, toFull)) return '';
  // Nothing leads from one drive or server to another.
  const first = (path) => path.split('\\').find((part) => part !== '');
  const start = first(fromFull);
  const end = first(toFull);
  if (start !== undefined && end !== undefined && !sameName(start, end)) return toFull;
  return relativeParts(fromFull, toFull, '\\', sameName).join('\\');
}

function toNamespacedPath(path) {
  if (typeof path !== 'string' || path === '') return path;
  const full = resolve(path);
  if (full.length <= 2) return path;
  if (/^\\\\[^?.]/.test(full)) return `\\\\?\\UNC\\${full.slice(2)}`;
  return /^[a-zA-Z]:\\/.test(full) ? `\\\\?\\${full}` : full;
}

// The end of what dirname and parse take as the root, with the separator behind it.
function rootLength(path) {
  if (!isSeparator(path[0])) return splitRoot(path).rootEnd;
  const share = matchShare(path);
  if (share === undefined) return 1;
  return share.end === path.length ? share.end : share.end + 1;
}

// Where the last part begins and ends, behind the root.
function lastPart(path, root) {
  let end = path.length;
  while (end > root && isSeparator(path[end - 1])) end--;
  let start = end;
  while (start > root && !isSeparator(path[start - 1])) start--;
  return { start, end };
}

function dirname(path) {
  validateString(path, 'path');
  if (path === '') return '.';
  if (path.length === 1) return isSeparator(path) ? path : '.';
  const root = rootLength(path);
  const { start } = lastPart(path, root);
  if (start > root) return path.slice(0, start - 1);
  return root === 0 ? '.' : path.slice(0, root);
}

function basename(path, suffix) {
  if (suffix !== undefined) validateString(suffix, 'suffix');
  validateString(path, 'path');
  if (suffix !== undefined && suffix !== '' && suffix === path) return '';
  const { start, end } = lastPart(path, hasDrive(path) ? 2 : 0);
  const base = path.slice(start, end);
  // Nothing but separators: Node gives them back when it was to take something off.
  if (base === '' && suffix && suffix.length <= path.length && !hasDrive(path)) return path;
  return suffix && base !== suffix && base.endsWith(suffix) ? base.slice(0, -suffix.length) : base;
}

function extname(path) {
  validateString(path, 'path');
  const { start, end } = lastPart(path, hasDrive(path) ? 2 : 0);
  return extensionOf(path.slice(start, end));
}

function parse(path) {
  validateString(path, 'path');
  const rootEnd = path === '' ? 0 : rootLength(path);
  const root = path.slice(0, rootEnd);
  const { start, end } = lastPart(path, rootEnd);
  const base = path.slice(start, end);
  const ext = extensionOf(base);
  const dir = start > rootEnd ? path.slice(0, start - 1) : root;
  return { root, dir, base, ext, name: ext === '' ? base : base.slice(0, -ext.length) };
}

function format(pathObject) {
  return formatWith('\\', pathObject);
}

function matchesGlob(path, pattern) {
  return require('path/glob').matches(path, pattern, '\\');
}

const win32 = {
  resolve,
  normalize,
  isAbsolute,
  join,
  relative,
  toNamespacedPath,
  dirname,
  basename,
  extname,
  format,
  parse,
  matchesGlob,
  sep: '\\',
  delimiter: ';',
};
win32.win32 = win32;
Object.defineProperty(win32, 'posix', { get: () => require('path'), enumerable: true, configurable: true });
win32._makeLong = toNamespacedPath;

module.exports = win32;
