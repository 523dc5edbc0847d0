// CommonJS: `require`, and the public module `module`.
//
// The class is Node's in shape, because programs reach into it: they wrap `Module._load`, ask `require.cache`, add
// `require.extensions`. Looking for files is native (loader/resolve.rs); what is here is what such programs can see.

const loader = require('module/native');
const ticks = require('internal/ticks');

// Whose `require` loaded a module first; Node has `module.parent` for it, which is deprecated but read a lot.
const kParent = Symbol('kParent');
// How many extensions there are until a program adds one.
const OWN_EXTENSIONS = 3;

const PLAIN = { __proto__: null, writable: true, enumerable: true, configurable: true };

function Module(id = '', parent) {
  this.id = id;
  this.path = dirname(id);
  // Defined, not set: a program may have put an accessor of this name on Object.prototype.
  Object.defineProperty(this, 'exports', { ...PLAIN, value: {} });
  this[kParent] = parent;
  adopt(parent, this);
  this.filename = null;
  this.loaded = false;
  this.children = [];
}

Module._cache = { __proto__: null };
Module._pathCache = { __proto__: null };
Module._extensions = { __proto__: null };
Module.Module = Module;

Object.defineProperty(Module.prototype, 'parent', {
  get() { return this[kParent]; },
  set(value) { this[kParent] = value; },
  configurable: true,
});

Object.defineProperty(Module.prototype, 'isPreloading', { get: () => false, configurable: true });

Object.defineProperty(Module.prototype, 'constructor', { value: Module, writable: true, configurable: true });

function dirname(path) {
  const slash = path.lastIndexOf('/');
  if (slash < 0) return '.';
  return slash === 0 ? '/' : path.slice(0, slash);
}

function adopt(parent, child) {
  const children = parent?.children;
  if (children !== undefined && !children.includes(child)) children.push(child);
}

function disown(parent, child) {
  const at = parent?.children?.indexOf(child) ?? -1;
  if (at >= 0) parent.children.splice(at, 1);
}

// Loads what `request` means to `parent`, once, and gives its exports: what is there so far, if it is being loaded.
Module._load = function _load(request, parent, isMain) {
  // What `import` has found is not looked for again.
  const hooks = parent === undefined ? undefined : loader.hooks;
  if (hooks === undefined && request.startsWith('node:')) return loadBuiltin(request.slice(5), request);
  const filename = hooks === undefined ? Module._resolveFilename(request, parent, isMain) :
    hooks.resolveRequire(request, parent, isMain);
  const known = Module._cache[filename];
  if (known !== undefined) {
    adopt(parent, known);
    return known.exports;
  }
  if (!filename.startsWith('/')) {
    const id = filename.startsWith('node:') ? filename.slice(5) : filename;
    // A name that is neither is one that hooks have made up, and will load.
    if (hooks === undefined || id !== filename || loader.isBuiltin(id)) return loadBuiltin(id, request);
  }
  const module = new Module(filename, parent);
  if (isMain) {
    process.mainModule = module;
    module.id = '.';
  }
  Module._cache[filename] = module;
  // The program's own module is not taken back: if it throws, that is the end, and where it threw shall be known.
  if (isMain) {
    module.load(filename);
    return module.exports;
  }
  let whole = false;
  try {
    module.load(filename);
    whole = true;
  } finally {
    // A module that threw is not there: the next `require` runs it again.
    if (!whole) {
      delete Module._cache[filename];
      disown(parent, module);
    }
  }
  return module.exports;
};

function loadBuiltin(id, request) {
  if (loader.isBuiltin(`node:${id}`)) return loader.builtin(id);
  const { codes: { ERR_UNKNOWN_BUILTIN_MODULE } } = require('internal/errors');
  throw new ERR_UNKNOWN_BUILTIN_MODULE(request);
}

Module._resolveFilename = function _resolveFilename(request, parent, isMain, options) {
  if (loader.isBuiltin(request)) return request;
  const file = parent?.filename;
  if (options !== undefined && options !== null && typeof options === 'object' && options.paths !== undefined) {
    return require('module/lookup').resolveFrom(options.paths, request, parent, find, notFound);
  }
  const folder = file ? dirname(file) : (parent?.path !== undefined && parent.path !== '.' ? parent.path : process.cwd());
  const folders = isPath(request) ? undefined : parent?.paths ?? [];
  return find(request, parent, file, folder, folders);
};

function find(request, parent, file, folder, folders) {
  try {
    return loader.resolve(request, file ?? undefined, folder, folders, addedExtensions());
  } catch (error) {
    if (error.code !== 'MODULE_NOT_FOUND' || error.path !== undefined) throw error;
    const found = isPath(request) ? undefined : findGlobally(request);
    if (found === undefined) throw notFound(request, parent);
    return found;
  }
}

// After all `node_modules`; who has no NODE_PATH pays for this only with a name that is not there.
function findGlobally(request) {
  try {
    return loader.resolve(request, undefined, '/', require('module/lookup').globalFolders(), addedExtensions());
  } catch (error) {
    if (error.code !== 'MODULE_NOT_FOUND') throw error;
    return undefined;
  }
}

// `a.js` required `b.js` required what is not there: the message tells the way.
function notFound(request, parent) {
  const requireStack = requirersOf({ [kParent]: parent });
  let message = `Cannot find module '${request}'`;
  if (requireStack.length > 0) message += `\nRequire stack:\n- ${requireStack.join('\n- ')}`;
  const error = new Error(message);
  error.code = 'MODULE_NOT_FOUND';
  error.requireStack = requireStack;
  return error;
}

function isRelative(request) {
  return request === '.' || request === '..' || request.startsWith('./') || request.startsWith('../');
}

const isPath = (request) => request.startsWith('/') || isRelative(request);

// The extensions to try, if they are not just the usual ones.
function addedExtensions() {
  const names = Object.keys(Module._extensions);
  return names.length > OWN_EXTENSIONS ? names : undefined;
}

Module._nodeModulePaths = (from) => loader.nodeModulePaths(require('path').resolve(from));

Module._preloadModules = (requests) => {
  for (const request of requests ?? []) new Module('internal/preload', null).require(request);
};

Module.prototype.load = function load(filename) {
  this.filename = filename;
  this.paths = loader.nodeModulePaths(dirname(filename));
  Module._extensions[extensionOf(filename)](this, filename);
  this.loaded = true;
};

// The longest registered one: a program may have added `.test.js`. Files of unknown kinds are read as JavaScript.
function extensionOf(filename) {
  const name = filename.slice(filename.lastIndexOf('/') + 1);
  for (let dot = name.indexOf('.', 1); dot >= 0; dot = name.indexOf('.', dot + 1)) {
    const extension = name.slice(dot);
    if (Module._extensions[extension] !== undefined) return extension;
  }
  return '.js';
}

Module.prototype.require = function require(id) {
  checkId(id);
  if (ticks.tracing === undefined) return Module._load(id, this, false);
  const about = { __proto__: null, parentFilename: this.filename, id };
  return ticks.tracing('module.require').traceSync(Module._load, about, Module, id, this, false);
};

function checkId(id) {
  if (typeof id !== 'string') {
    const { codes: { ERR_INVALID_ARG_TYPE } } = require('internal/errors');
    throw new ERR_INVALID_ARG_TYPE('id', 'string', id);
  }
  if (id === '') {
    const { codes: { ERR_INVALID_ARG_VALUE } } = require('internal/errors');
    throw new ERR_INVALID_ARG_VALUE('id', id, 'must be a non-empty string');
  }
}

Module.prototype._compile = function _compile(content, filename, format) {
  if (format === 'module') return loadModule(this, filename);
  const main = process.mainModule === this;
  const run = wrapped(content, filename) ?? loader.compile(content, filename, format !== 'commonjs');
  if (run === null) return loadModule(this, filename);
  const own = makeRequire(this);
  const exports = this.exports;
  // A native call, so that a program's change to Function.prototype.call does not matter.
  return Reflect.apply(run, exports, [exports, own, this, filename, dirname(filename)]);
};

// Programs may put their own wrapper around modules; then it is used, and the engine's columns are what they are.
function wrapped(content, filename) {
  if (!wrapperChanged) return undefined;
  return loader.runScript(Module.wrap(content.replace(/^#!.*/, '')), filename)?.value;
}

// An ECMAScript module, reached by `require`; or as the program itself, which may also wait at its top level.
function loadModule(module, filename) {
  const url = filename.startsWith('/') ? loader.toUrl(filename) : filename;
  if (process.mainModule === module) {
    delete Module._cache[filename];
    process.mainModule = undefined;
    require('internal/entry').runModule(url);
    return;
  }
  const outcome = loader.requireModule(url, require('internal/stack').runningModules());
  if (outcome === null || outcome === undefined) {
    throw require('module/errors').cannotRequire(module, filename, requirersOf(module), outcome === null);
  }
  module.exports = outcome;
}

// The files that led to a module, nearest first.
function requirersOf(module) {
  const requirers = [];
  for (let at = module[kParent]; at; at = at[kParent]) requirers.push(at.filename || at.id);
  return requirers;
}

function readText(filename) {
  const text = loader.readText(filename);
  if (typeof text === 'string') return text;
  const { uvException } = require('internal/errors');
  throw uvException({ errno: text, syscall: 'open', path: filename });
}

// The `type` of a package speaks of its files *.js. One without an extension that is required is CommonJS, as it always was
// (yargs/yargs); only as the program itself it follows the package.
function formatOf(module, filename) {
  const extensionless = filename.indexOf('.', filename.lastIndexOf('/') + 1) === -1;
  return extensionless && process.mainModule !== module ? undefined : loader.format(filename);
}

Module._extensions['.js'] = function js(module, filename) {
  if (loader.hooks?.hasLoad()) return loader.hooks.loadInto(module, filename);
  const format = formatOf(module, filename);
  if (format === 'module') return loadModule(module, filename);
  module._compile(readText(filename), filename, format === 'commonjs' ? 'commonjs' : undefined);
};

Module._extensions['.json'] = function json(module, filename) {
  if (loader.hooks?.hasLoad()) return loader.hooks.loadInto(module, filename);
  const text = readText(filename);
  try {
    module.exports = JSON.parse(text);
  } catch (error) {
    error.message = `${filename}: ${error.message}`;
    throw error;
  }
};

Module._extensions['.node'] = function node(module, filename) {
  throw require('module/errors').cannotOpenAddon(filename);
};

function lookupPaths(request, module) {
  // It is there if a program has asked for `module`, and may then be the program's own.
  const lookup = Module._resolveLookupPaths ?? require('module/lookup')._resolveLookupPaths;
  return lookup(request, module);
}

// The `require` of one module.
function makeRequire(module) {
  function require(id) {
    return module.require(id);
  }
  require.resolve = function resolve(request, options) {
    checkRequest(request);
    if (loader.hooks !== undefined) return loader.hooks.requireResolve(request, module, options);
    return Module._resolveFilename(request, module, false, options);
  };
  require.resolve.paths = function paths(request) {
    checkRequest(request);
    return lookupPaths(request, module);
  };
  Object.defineProperty(require, 'main', { ...PLAIN, value: process.mainModule });
  require.extensions = Module._extensions;
  require.cache = Module._cache;
  return require;
}

function checkRequest(request) {
  if (typeof request === 'string') return;
  const { codes: { ERR_INVALID_ARG_TYPE } } = require('internal/errors');
  throw new ERR_INVALID_ARG_TYPE('request', 'string', request);
}

Module.createRequire = function createRequire(filename) {
  const path = pathOf(filename);
  if (path === undefined) {
    const { codes: { ERR_INVALID_ARG_VALUE } } = require('internal/errors');
    throw new ERR_INVALID_ARG_VALUE(
      'filename', filename, 'must be a file URL object, file URL string, or absolute path string');
  }
  // A folder stands for a file in it.
  const module = new Module(path.endsWith('/') ? `${path}noop.js` : path);
  module.filename = module.id;
  module.paths = loader.nodeModulePaths(module.path);
  return makeRequire(module);
};

function pathOf(filename) {
  if (typeof filename === 'object' && filename !== null && typeof filename.href === 'string') filename = filename.href;
  if (typeof filename !== 'string') return undefined;
  return filename.startsWith('/') ? filename : loader.toPath(filename);
}

Module.isBuiltin = (id) => typeof id === 'string' && loader.isBuiltin(id);

// The program itself; those who are loaded before it may put their own in its place.
Module.runMain = function runMain(main = process.argv[1]) {
  require('internal/entry').loadMain(main);
};

const wrapper = ['(function (exports, require, module, __filename, __dirname) { ', '\n});'];
let wrapperChanged = false;

Module.wrap = (script) => Module.wrapper[0] + script + Module.wrapper[1];

let shownWrapper = new Proxy(wrapper, {
  set(target, property, value) {
    wrapperChanged = true;
    target[property] = value;
    return true;
  },
});
Object.defineProperty(Module, 'wrapper', {
  get: () => shownWrapper,
  set(value) {
    wrapperChanged = true;
    shownWrapper = value;
  },
});

// Loading this list touches nothing but names.
Object.defineProperty(Module, 'builtinModules', {
  get() {
    const value = Object.freeze(loader.builtinIds());
    Object.defineProperty(Module, 'builtinModules', { value, enumerable: true, configurable: true, writable: true });
    return value;
  },
  enumerable: true,
  configurable: true,
});

module.exports = Module;
