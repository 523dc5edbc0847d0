// `module.registerHooks`: a program's own functions between a name and a file (`resolve`), and between a file and its text
// (`load`), for `require` and `import` alike. The hook that was registered last is asked first; what it calls `next` is the
// one before, and behind the first is what the loader does by itself.

const loader = require('module/native');
const Module = require('module');
const { codes } = require('internal/errors');
const { validateFunction, validateObject, validateString } = require('internal/validators');

const registered = [];
// What `resolve` hooks have said of a URL's format, for `load`.
const formats = new Map();
// Modules that hooks made of something other than a module's text: by URL, what `import` shall find.
const made = new Map();

function registerHooks(hooks) {
  validateObject(hooks, 'hooks');
  const { resolve, load } = hooks;
  if (resolve !== undefined) validateFunction(resolve, 'hooks.resolve');
  if (load !== undefined) validateFunction(load, 'hooks.load');
  const own = { resolve, load };
  registered.push(own);
  announce();
  return {
    deregister() {
      const at = registered.indexOf(own);
      if (at >= 0) registered.splice(at, 1);
      announce();
    },
  };
}

// The loader asks for hooks only where there are some.
function announce() {
  loader.hooks = registered.length > 0 ? module.exports : undefined;
  loader.setHooked(registered.length > 0);
}

const hasLoad = () => registered.some((hooks) => hooks.load !== undefined);

// Calls the hooks of a kind, from the last; `context` is what one hands to the next if it says nothing else.
function run(kind, subject, context, standard) {
  const functions = registered.map((hooks) => hooks[kind]).filter((hook) => hook !== undefined);
  // What one says beside the name is heard by all that follow.
  const ask = (index, value, said) => {
    if (index < 0) return standard(value, said);
    let went = false;
    const answer = functions[index](value, said, (other, given = undefined) => {
      validateString(other, kind === 'resolve' ? 'specifier' : 'url');
      went = true;
      return ask(index - 1, other, given === undefined ? said : { ...said, ...given });
    });
    check(kind, answer, went);
    return answer;
  };
  return ask(functions.length - 1, subject, context);
}

function check(kind, answer, went) {
  if (typeof answer !== 'object' || answer === null) throw new codes.ERR_INVALID_RETURN_VALUE('an object', kind, answer);
  const wrong = (property, wanted) =>
    new codes.ERR_INVALID_RETURN_PROPERTY_VALUE(wanted, kind, property, answer[property]);
  if (!went && answer.shortCircuit !== true) throw wrong('shortCircuit', 'true');
  if (kind === 'resolve' && typeof answer.url !== 'string') throw wrong('url', 'a URL string');
  if (kind === 'load' && !isText(answer)) throw wrong('source', 'a string, an ArrayBuffer, or a TypedArray');
}

// What is built in has no text, and that of CommonJS may be left to the loader.
function isText({ format, source }) {
  if (source === null || source === undefined) return format === 'builtin' || format === 'commonjs';
  return typeof source === 'string' || ArrayBuffer.isView(source) || source instanceof ArrayBuffer;
}

const CONDITIONS = {
  require: ['require', 'node', 'node-addons', 'module-sync'],
  import: ['node', 'import', 'module-sync', 'node-addons'],
};

function resolve(specifier, context, standard) {
  const answer = run('resolve', specifier, context, standard);
  formats.set(answer.url, answer.format ?? undefined);
  return answer.url;
}

const urlOf = (file) => (file.startsWith('/') ? loader.toUrl(file) : file);
const fileOf = (url) => loader.toPath(url) ?? url;

function formatOf(url) {
  if (url.startsWith('node:')) return 'builtin';
  const file = loader.toPath(url);
  const format = file === undefined ? undefined : loader.format(file);
  return format === 'detect' ? undefined : format;
}

// The file that `require` shall load: its path, or a URL of the hooks' own making, or `node:` and an id.
function resolveRequire(request, parent, isMain, options = undefined) {
  const parentURL = parent?.filename ? urlOf(parent.filename) : undefined;
  const context = { conditions: CONDITIONS.require, importAttributes: undefined, parentURL };
  return fileOf(resolve(request, context, (specifier) => {
    const path = loader.toPath(specifier) ?? specifier;
    const file = Module._resolveFilename(path, parent, isMain, options);
    const url = file.startsWith('/') || file.startsWith('node:') ? urlOf(file) : `node:${file}`;
    return { url, format: undefined, importAttributes: undefined };
  }));
}

// `require.resolve`: what is built in keeps the name by which it was asked for.
function requireResolve(request, parent, options) {
  const file = resolveRequire(request, parent, false, options);
  return file.startsWith('node:') && !request.startsWith('node:') ? file.slice(5) : file;
}

// The URL that `import` shall load.
function resolveImport(request, importer) {
  const context = { conditions: CONDITIONS.import, importAttributes: {}, parentURL: importer };
  return resolve(request, context, (specifier, { parentURL, importAttributes }) => {
    const url = loader.resolveImport(specifier, parentURL ?? importer);
    // What only its text can tell is null; of what is built in `load` is told.
    const format = url.startsWith('node:') ? undefined : formatOf(url) ?? null;
    return { url, format, importAttributes };
  });
}

// A module's text and format, as the hooks have it.
function load(url, kind, importAttributes) {
  const context = { conditions: CONDITIONS[kind], format: formats.get(url) ?? formatOf(url), importAttributes };
  const answer = run('load', url, context, (place, { format }) => {
    const file = loader.toPath(place);
    const encoding = kind === 'require' ? 'utf8' : undefined;
    if (file !== undefined) return { format, source: require('fs').readFileSync(file, encoding) };
    if (format === 'builtin') return { format, source: null };
    const { loadError } = require('module/errors');
    throw loadError('ERR_UNSUPPORTED_ESM_URL_SCHEME', 'Only URLs with a scheme in: file, data, and node are supported ' +
      `by the default ESM loader. Received protocol '${/^[^:]*:/.exec(place)?.[0]}'`, false, {});
  });
  return { format: answer.format, source: textOf(answer.source, url) };
}

function textOf(source, url) {
  if (source === null || source === undefined) {
    const file = loader.toPath(url);
    return file === undefined ? undefined : loader.readText(file);
  }
  if (typeof source === 'string') return source;
  return new (require('util').TextDecoder)().decode(source);
}

// For `require`: loads a module into its object.
function loadInto(module, filename) {
  const url = urlOf(filename);
  const { format, source } = load(url, 'require', undefined);
  if (source === undefined) {
    throw new codes.ERR_INVALID_RETURN_PROPERTY_VALUE('a string', 'load', 'source', source);
  }
  if (format === 'json') module.exports = JSON.parse(source);
  else if (format === 'module') {
    loader.provide(url, source);
    module._compile(source, filename, 'module');
  } else {
    module._compile(source, filename, format === 'commonjs' ? format : undefined);
  }
}

// For `import`: undefined if no hook cares; else the text of a module, or the names that something else exports, which is
// made when its turn to be evaluated comes.
function loadImport(url, attributes) {
  if (!hasLoad()) return undefined;
  const { format, source } = load(url, 'import', attributes);
  if (format === 'builtin') return undefined;
  if (format === 'json') {
    made.set(url, () => ({ default: JSON.parse(source) }));
    return { names: ['default'] };
  }
  if (format === 'commonjs' || (!format && !loader.isModule(source, fileOf(url)))) {
    made.set(url, () => require('module/namespace').view(runCommonJs(source, fileOf(url))));
    return { names: loader.namesOf(source, fileOf(url)) };
  }
  return { source };
}

function runCommonJs(source, filename) {
  const known = Module._cache[filename];
  if (known !== undefined) return known.exports;
  const module = new Module(filename);
  module.filename = filename;
  module.paths = loader.nodeModulePaths(module.path);
  Module._cache[filename] = module;
  module._compile(source, filename, 'commonjs');
  module.loaded = true;
  return module.exports;
}

const isMade = (url) => made.has(url);
const namespaceOf = (url) => made.get(url)();

module.exports = {
  registerHooks, hasLoad, resolveRequire, requireResolve, resolveImport, loadInto, loadImport, isMade, namespaceOf,
};
