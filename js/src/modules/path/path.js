// The room `path`: POSIX paths. The Windows flavour, path.win32, is loaded when somebody asks for it.

const { extensionOf, formatWith, relativeParts, tidy } = require('path/common');

function validateString(value, name) {
  if (typeof value !== 'string') require('internal/validators').validateString(value, name);
}

// Resolves from the right until the path is absolute; the working directory comes last.
function resolve(...paths) {
  let resolved = '';
  for (let i = paths.length - 1; i >= 0 && !resolved.startsWith('/'); i--) {
    const path = paths[i];
    validateString(path, `paths[${i}]`);
    if (path !== '') resolved = resolved === '' ? path : `${path}/${resolved}`;
  }
  if (!resolved.startsWith('/')) {
    const cwd = process.cwd();
    // The working directory may be unknown, so a relative result is possible.
    if (cwd !== '') resolved = `${cwd}/${resolved}`;
  }
  const isAbsolute = resolved.startsWith('/');
  const tail = tidy(resolved, '/', '/', !isAbsolute);
  return isAbsolute ? `/${tail}` : tail || '.';
}

function normalize(path) {
  validateString(path, 'path');
  if (path === '') return '.';
  const isAbsolute = path.startsWith('/');
  const tail = tidy(path, '/', '/', !isAbsolute);
  const slash = path.endsWith('/') ? '/' : '';
  if (tail === '') return isAbsolute ? '/' : `.${slash}`;
  return `${isAbsolute ? '/' : ''}${tail}${slash}`;
}

function isAbsolute(path) {
  validateString(path, 'path');
  return path.startsWith('/');
}

function join(...paths) {
  let joined = '';
  for (const path of paths) {
    validateString(path, 'path');
    if (path !== '') joined = joined === '' ? path : `${joined}/${path}`;
  }
  return joined === '' ? '.' : normalize(joined);
}

function relative(from, to) {
  validateString(from, 'from');
  validateString(to, 'to');
  if (from === to) return '';
  return relativeParts(resolve(from), resolve(to), '/', (a, b) => a === b).join('/');
}

function toNamespacedPath(path) {
  return path;   // Only Windows has name spaces of paths.
}

// Where the last part begins and ends; slashes behind it do not count.
function lastPart(path) {
  let end = path.length;
  while (end > 0 && path[end - 1] === '/') end--;
  return { start: path.lastIndexOf('/', end - 1) + 1, end };
}

function dirname(path) {
  validateString(path, 'path');
  if (path === '') return '.';
  let end = path.length;
  while (end > 1 && path[end - 1] === '/') end--;
  const slash = path.lastIndexOf('/', end - 1);
  if (slash === -1) return '.';
  if (slash === 0) return '/';
  // Two slashes at the start may mean something else than one.
  return slash === 1 && path[0] === '/' ? '//' : path.slice(0, slash);
}

function basename(path, suffix) {
  if (suffix !== undefined) validateString(suffix, 'suffix');
  validateString(path, 'path');
  if (suffix !== undefined && suffix !== '' && suffix === path) return '';
  const { start, end } = lastPart(path);
  const base = end === 0 ? '' : path.slice(start, end);
  // Nothing but slashes: Node gives them back when it was to take something off.
  if (base === '' && suffix && suffix.length <= path.length) return path;
  return suffix && base !== suffix && base.endsWith(suffix) ? base.slice(0, -suffix.length) : base;
}

function extname(path) {
  validateString(path, 'path');
  const { start, end } = lastPart(path);
  return extensionOf(path.slice(start, end));
}

function parse(path) {
  validateString(path, 'path');
  const root = path.startsWith('/') ? '/' : '';
  const { start, end } = lastPart(path);
  const base = end === 0 ? '' : path.slice(start, end);
  const ext = extensionOf(base);
  const name = ext === '' ? base : base.slice(0, -ext.length);
  const dir = end > 0 && start > root.length ? path.slice(0, start - 1) : root;
  return { root, dir, base, ext, name };
}

function format(pathObject) {
  return formatWith('/', pathObject);
}

function matchesGlob(path, pattern) {
  return require('path/glob').matches(path, pattern, '/');
}

const posix = {
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
  sep: '/',
  delimiter: ':',
};
posix.posix = posix;
Object.defineProperty(posix, 'win32', {
  get: () => require('path/win32'),
  enumerable: true,
  configurable: true,
});
posix._makeLong = toNamespacedPath;

module.exports = posix;
