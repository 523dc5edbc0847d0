// What few programs ask `process` for.

const facts = require('process/native');
const { codes } = require('internal/errors');
const { validateString, validateBoolean } = require('internal/validators');

exports.constrainedMemory = () => facts.memoryLimits()[0];
exports.availableMemory = () => facts.memoryLimits()[1];

exports.threadCpuUsage = (previous) => {
  const times = facts.threadResources();
  if (typeof times === 'number') throw new codes.ERR_OPERATION_FAILED('threadCpuUsage');
  const [user, system] = times;
  if (previous === undefined) return { user, system };
  require('process/checks').cpuUsage(previous);
  return { user: user - previous.user, system: system - previous.system };
};

exports.getActiveResourcesInfo = () => [...facts.activeResources(), ...require('timers/internal').active()];

exports.getBuiltinModule = (id) => {
  validateString(id, 'id');
  const { isBuiltin, builtin } = require('module/native');
  if (!isBuiltin(id)) return undefined;
  return builtin(id.startsWith('node:') ? id.slice(5) : id);
};

exports.loadEnvFile = (path) => require('process/env_file').load(path);

for (const [name, symbol] of [['ref', Symbol.for('nodejs.ref')], ['unref', Symbol.for('nodejs.unref')]]) {
  exports[name] = (thing) => {
    const method = thing?.[symbol] ?? thing?.[name];
    if (typeof method === 'function') Reflect.apply(method, thing, []);
  };
}

exports._rawDebug = (...args) => {
  facts.write(2, `${require('internal/format').format(...args)}\n`);
};

exports.dlopen = (module, filename) => {
  if (module === undefined || filename === undefined) {
    throw Object.assign(new TypeError('process.dlopen needs at least 2 arguments'), { code: 'ERR_MISSING_ARGS' });
  }
  const error = new Error(`${filename}: addons are compiled for Node's own binary and cannot be loaded`);
  error.code = 'ERR_DLOPEN_FAILED';
  throw error;
};

exports.setSourceMapsEnabled = (on) => {
  validateBoolean(on, 'val');
  if (on) throw new codes.ERR_FEATURE_UNAVAILABLE_ON_PLATFORM('source maps');
};

// The rest of what Node's oldest programs find there: tests of types.
exports.binding = (name) => {
  validateString(name, 'module');
  if (require('process/warning').pending()) {
    process.emitWarning('Access to process.binding(\'' + name + '\') is deprecated.', 'DeprecationWarning', 'DEP0111');
  }
  if (name !== 'util') {
    const error = new Error(`No such module: ${name}`);
    error.code = 'ERR_INVALID_MODULE';
    throw error;
  }
  const types = require('util/types');
  const binding = {};
  for (const test of OLD_TESTS) binding[test] = types[test] ?? ArrayBuffer.isView;
  return binding;
};

const OLD_TESTS = [
  'isAnyArrayBuffer', 'isArrayBuffer', 'isArrayBufferView', 'isAsyncFunction', 'isDataView', 'isDate', 'isExternal',
  'isMap', 'isMapIterator', 'isNativeError', 'isPromise', 'isRegExp', 'isSet', 'isSetIterator', 'isTypedArray',
  'isUint8Array',
];

exports._kill = (pid, signal) => facts.kill(pid, signal);
