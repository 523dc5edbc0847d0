// What `import` finds in modules that are none: built-in ones, CommonJS, JSON. And what `require` finds in modules.

const loader = require('module/native');
const Module = require('module');

exports.namesOfBuiltin = function namesOfBuiltin(id) {
  const names = Object.keys(loader.builtin(id)).filter((name) => name !== 'default');
  return ['default', ...names];
};

exports.namespaceOfBuiltin = function namespaceOfBuiltin(id) {
  const value = loader.builtin(id);
  return view(value);
};

// Runs a CommonJS module, unless it has been run, when its turn among the modules comes.
exports.namespaceOfCommonJs = (filename) => view(Module._load(filename, undefined, false));

// An object through which the engine reads each exported name.
function view(value) {
  return new Proxy({ __proto__: null }, {
    get(_, name) {
      if (name === 'default' || name === 'module.exports') return value;
      if (value === null || value === undefined || !Object.hasOwn(Object(value), name)) return undefined;
      try {
        return value[name];
      } catch {
        return undefined; // a getter that throws has nothing to export
      }
    },
  });
}

exports.view = view;

exports.namespaceOfJson = (text) => ({ default: JSON.parse(text) });

exports.namespaceOfJsonFile = function namespaceOfJsonFile(filename) {
  const known = Module._cache[filename];
  if (known !== undefined && known.loaded) return { default: known.exports };
  const module = { exports: undefined };
  Module._extensions['.json'](module, filename);
  return { default: module.exports };
};

// What `require` gives for a module: `{ value }` if it exports 'module.exports'; true if it wants the mark `__esModule`.
exports.needsFacade = function needsFacade(namespace) {
  if (Object.hasOwn(namespace, 'module.exports')) return { value: namespace['module.exports'] };
  return Object.hasOwn(namespace, 'default') && !Object.hasOwn(namespace, '__esModule');
};
