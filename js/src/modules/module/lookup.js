// What programs ask of the search by hand, and the folders in which packages are looked for after all `node_modules`.

const loader = require('module/native');
const Module = require('module');
const { dirname, resolve } = require('path');

// NODE_PATH, and the folders that Node has by tradition: as they are when they are first needed, or when a program says
// that NODE_PATH has changed.
let globals;

function globalFolders() {
  globals ??= readFolders();
  return globals;
}

function readFolders() {
  const { NODE_PATH, HOME } = process.env;
  const folders = (NODE_PATH ?? '').split(':').filter((folder) => folder !== '');
  if (HOME) folders.push(resolve(HOME, '.node_modules'), resolve(HOME, '.node_libraries'));
  folders.push(resolve(dirname(process.execPath), '..', 'lib', 'node'));
  return folders;
}

function _initPaths() {
  globals = undefined;
  Module.globalPaths = [...globalFolders()];
}

const isRelative = (request) => /^\.{1,2}(\/|$)/.test(request);

// `require.resolve(request, { paths })`: each path takes the place of the parent's folder.
function resolveFrom(paths, request, parent, find, notFound) {
  if (!Array.isArray(paths)) {
    const { codes: { ERR_INVALID_ARG_VALUE } } = require('internal/errors');
    throw new ERR_INVALID_ARG_VALUE('options.paths', paths);
  }
  if (!paths.every((path) => typeof path === 'string')) {
    const { codes: { ERR_INVALID_ARG_TYPE } } = require('internal/errors');
    throw new ERR_INVALID_ARG_TYPE('paths', 'array of strings', paths);
  }
  let missing;
  for (const path of paths) {
    const folder = resolve(path);
    try {
      return find(request, parent, undefined, folder, isRelative(request) ? [] : loader.nodeModulePaths(folder));
    } catch (error) {
      if (error.code !== 'MODULE_NOT_FOUND') throw error;
      missing = error;
    }
  }
  throw missing ?? notFound(request, parent);
}

function _findPath(request, paths) {
  const folderOnly = /(?:^|\/)\.{0,2}$/.test(request);
  const names = Object.keys(Module._extensions);
  for (const start of request.startsWith('/') ? [''] : paths ?? []) {
    const path = start === '' ? request : `${start}/${request}`;
    const found = loader.findPath(path, folderOnly, names);
    if (found !== undefined) return found;
  }
  return false;
}

function _resolveLookupPaths(request, parent) {
  if (Module.isBuiltin(request)) return null;
  if (!isRelative(request)) return (parent?.paths ?? []).concat(globalFolders());
  if (!parent?.id || !parent.filename) return ['.'].concat(Module._nodeModulePaths('.'), globalFolders());
  return [dirname(parent.filename)];
}

module.exports = {
  globalFolders, resolveFrom, _findPath, _resolveLookupPaths, _initPaths,
  get globalPaths() { return [...globalFolders()]; },
};
