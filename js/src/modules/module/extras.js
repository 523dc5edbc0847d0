// What only programs want of `module` that ask for it by name: put on the class when the first does (mod.rs, `builtin`).

const loader = require('module/native');
const Module = require('module');
const lazy = require('internal/lazy');
const { codes } = require('internal/errors');
const { validateBoolean, validateObject, validateString } = require('internal/validators');

const url = () => require('url');

// The path of a file that is named by its path, or by a URL; undefined for other text.
function fileOf(place) {
  if (typeof place === 'string' && place.startsWith('/')) return place;
  if (typeof place === 'string' && !url().URL.canParse(place)) return undefined;
  return url().fileURLToPath(place);
}

const pathOfUrl = (text) => url().fileURLToPath(new (url().URL)(text));

function isUrl(value) {
  return typeof value?.href === 'string' && typeof value.protocol === 'string';
}

// The package.json of a package, by its name; or the one that a file belongs to.
exports.findPackageJSON = function findPackageJSON(specifier, base = undefined) {
  if (arguments.length === 0) throw new codes.ERR_MISSING_ARGS('specifier');
  if (!isUrl(specifier)) validateString(specifier, 'specifier');
  if (base === undefined) return loader.packageConfig(fileOf(specifier) ?? pathOfUrl(specifier));
  if (!isUrl(base)) validateString(base, 'base');
  const from = fileOf(base) ?? pathOfUrl(base);
  const file = fileOf(specifier);
  if (file !== undefined) return loader.packageConfig(file);
  if (/^\.{1,2}(\/|$)/.test(specifier)) {
    return loader.packageConfig(require('path').resolve(from, '..', specifier, isFolder(specifier) ? '_' : ''));
  }
  return configOfPackage(specifier, from);
};

// `..` and `./lib/` are folders, whose own package.json is meant.
const isFolder = (specifier) => /(^|\/)\.{0,2}$/.test(specifier);

function configOfPackage(specifier, from) {
  const name = /^(?:@[^/]+\/)?[^/]+/.exec(specifier)?.[0] ?? specifier;
  for (const folder of loader.nodeModulePaths(require('path').dirname(from))) {
    const config = loader.packageConfig(`${folder}/${name}/_`);
    if (config === `${folder}/${name}/package.json`) return config;
  }
  const own = loader.packageConfig(from);
  if (own !== undefined && JSON.parse(loader.readText(own)).name === name) return own;
  const { loadError } = require('module/errors');
  throw loadError('ERR_MODULE_NOT_FOUND', `Cannot find package '${name}' imported from ${from}`, false, {});
}

const compileCacheStatus = { __proto__: null, FAILED: 0, ENABLED: 1, ALREADY_ENABLED: 2, DISABLED: 3 };
exports.constants = Object.freeze({ __proto__: null, compileCacheStatus: Object.freeze(compileCacheStatus) });

// Compiled code is not kept on disk. Node's way to say so is an answer, not an exception.
exports.enableCompileCache = function enableCompileCache(options = undefined) {
  const directory = typeof options === 'object' && options !== null ? options.directory : options;
  if (directory !== undefined && typeof directory !== 'string') {
    const error = new TypeError('cacheDir should be a string');
    error.code = 'ERR_INVALID_ARG_TYPE';
    throw error;
  }
  if (process.env.NODE_DISABLE_COMPILE_CACHE) {
    return { status: compileCacheStatus.DISABLED, message: 'Disabled by NODE_DISABLE_COMPILE_CACHE' };
  }
  return { status: compileCacheStatus.FAILED, message: 'This engine keeps no compiled code on disk' };
};
exports.getCompileCacheDir = function getCompileCacheDir() {};
exports.flushCompileCache = function flushCompileCache() {};

// Built-in modules that were imported show what programs have changed in them since.
exports.syncBuiltinESMExports = function syncBuiltinESMExports() {
  loader.refillBuiltins();
};

exports.getSourceMapsSupport = function getSourceMapsSupport() {
  return Object.freeze({ __proto__: null, enabled: false, nodeModules: false, generatedCode: false });
};

exports.setSourceMapsSupport = function setSourceMapsSupport(enabled, options = {}) {
  validateBoolean(enabled, 'enabled');
  validateObject(options, 'options');
  const { nodeModules = false, generatedCode = false } = options;
  validateBoolean(nodeModules, 'options.nodeModules');
  validateBoolean(generatedCode, 'options.generatedCode');
  if (enabled) throw new codes.ERR_METHOD_NOT_IMPLEMENTED('module.setSourceMapsSupport(true)');
};

// No file has a source map as long as there is no support for them.
exports.findSourceMap = function findSourceMap(path) {
  validateString(path, 'path');
};

exports.stripTypeScriptTypes = function stripTypeScriptTypes(code, options = {}) {
  validateString(code, 'code');
  validateObject(options, 'options');
  throw new codes.ERR_METHOD_NOT_IMPLEMENTED('module.stripTypeScriptTypes()');
};

exports.registerHooks = (hooks) => require('module/hooks').registerHooks(hooks);

exports.register = function register() {
  throw new codes.ERR_METHOD_NOT_IMPLEMENTED('module.register()');
};

// What Node's own loader asks of a path: 0 for a file, 1 for a folder, less than 0 if there is nothing.
exports._stat = function _stat(filename) {
  const stats = require('fs').statSync(filename, { throwIfNoEntry: false });
  if (stats === undefined) return -2;
  return stats.isDirectory() ? 1 : 0;
};

exports._readPackage = function _readPackage(folder) {
  const config = require('path').resolve(folder, 'package.json');
  if (exports._stat(config) !== 0) return { exists: false, pjsonPath: config };
  const { name, main, type = 'none', exports: shown, imports } = JSON.parse(loader.readText(config));
  return { exists: true, pjsonPath: config, name, main, type, exports: shown, imports };
};

Object.assign(Module, exports);
for (const name of ['_findPath', '_resolveLookupPaths', '_initPaths', 'globalPaths']) {
  lazy(Module, name, () => require('module/lookup')[name], true);
}
