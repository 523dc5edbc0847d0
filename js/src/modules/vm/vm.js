// require('vm'): scripts, run here or in a realm of their own.

const { codes: { ERR_INVALID_ARG_TYPE, ERR_METHOD_NOT_IMPLEMENTED } } = require('internal/errors');
const { validateArray, validateBoolean, validateInt32, validateObject, validateOneOf, validateString,
  validateStringArray, validateUint32 } = require('internal/validators');
const scripts = require('vm/native');
const context = require('vm/context');

const constants = Object.freeze({
  __proto__: null,
  USE_MAIN_CONTEXT_DEFAULT_LOADER: Symbol('vm_dynamic_import_main_context_default'),
  DONT_CONTEXTIFY: Symbol('vm_context_no_contextify'),
});

class Script {
  #code;
  #filename;

  constructor(code, options = {}) {
    code = `${code}`;
    if (typeof options === 'string') options = { filename: options };
    else validateObject(options, 'options');
    const {
      filename = 'evalmachine.<anonymous>', lineOffset = 0, columnOffset = 0, cachedData, produceCachedData = false,
    } = options;
    validateString(filename, 'options.filename');
    validateInt32(lineOffset, 'options.lineOffset');
    validateInt32(columnOffset, 'options.columnOffset');
    if (cachedData !== undefined && !ArrayBuffer.isView(cachedData)) {
      throw new ERR_INVALID_ARG_TYPE('options.cachedData', ['Buffer', 'TypedArray', 'DataView'], cachedData);
    }
    validateBoolean(produceCachedData, 'options.produceCachedData');
    this.#code = code;
    this.#filename = filename;
    scripts.check(code, filename);
    // The engine's bytecode is no data to be trusted: none is taken, and none is given.
    if (cachedData !== undefined) this.cachedDataRejected = true;
    if (produceCachedData) this.cachedDataProduced = false;
    Object.defineProperty(this, 'sourceMapURL', {
      value: /^\s*\/\/[#@] sourceMappingURL=(\S+)\s*$/m.exec(code)?.[1], writable: true, enumerable: true, configurable: true,
    });
  }

  runInThisContext(options) {
    checkRun(options);
    return scripts.run(this.#code, this.#filename);
  }

  runInContext(contextified, options) {
    checkContext(contextified);
    checkRun(options);
    return context.runIn(contextified, this.#code, this.#filename);
  }

  runInNewContext(contextObject, options) {
    return this.runInContext(createContext(contextObject, contextOptions(options)), options);
  }

  createCachedData() {
    throw new ERR_METHOD_NOT_IMPLEMENTED('script.createCachedData()');
  }
}

function checkRun(options = {}) {
  validateObject(options, 'options');
  const { breakOnSigint = false, displayErrors = true, timeout } = options;
  if (timeout !== undefined) {
    validateUint32(timeout, 'options.timeout', true);
    throw new ERR_METHOD_NOT_IMPLEMENTED("script.runInContext({ timeout })");
  }
  validateBoolean(displayErrors, 'options.displayErrors');
  validateBoolean(breakOnSigint, 'options.breakOnSigint');
}

function checkContext(value) {
  validateObject(value, 'contextifiedObject', 6);
  if (!context.isContext(value)) throw new ERR_INVALID_ARG_TYPE('contextifiedObject', 'vm.Context', value);
}

function contextOptions(options) {
  if (options === undefined || typeof options === 'string') return {};
  validateObject(options, 'options');
  const { contextName, contextOrigin, contextCodeGeneration, microtaskMode } = options;
  if (contextName !== undefined) validateString(contextName, 'options.contextName');
  if (contextOrigin !== undefined) validateString(contextOrigin, 'options.contextOrigin');
  if (contextCodeGeneration !== undefined) {
    validateObject(contextCodeGeneration, 'options.contextCodeGeneration');
    const { strings, wasm } = contextCodeGeneration;
    if (strings !== undefined) validateBoolean(strings, 'options.contextCodeGeneration.strings');
    if (wasm !== undefined) validateBoolean(wasm, 'options.contextCodeGeneration.wasm');
  }
  if (microtaskMode !== undefined) validateOneOf(microtaskMode, 'options.microtaskMode', ['afterEvaluate', undefined]);
  return { name: contextName, origin: contextOrigin };
}

let names = 0;

function createContext(contextObject = {}, options = {}) {
  if (contextObject === constants.DONT_CONTEXTIFY) {
    const object = {};
    context.contextify(object);
    return object;
  }
  validateObject(contextObject, 'contextObject', 6);
  if (context.isContext(contextObject)) return contextObject;
  validateObject(options, 'options');
  const { name = `VM Context ${names + 1}`, origin, codeGeneration, microtaskMode } = options;
  validateString(name, 'options.name');
  if (origin !== undefined) validateString(origin, 'options.origin');
  if (codeGeneration !== undefined) validateObject(codeGeneration, 'options.codeGeneration');
  validateOneOf(microtaskMode, 'options.microtaskMode', ['afterEvaluate', undefined]);
  names++;
  context.contextify(contextObject);
  return contextObject;
}

const asOptions = (options) => (typeof options === 'string' ? { filename: options } : options);

function runInContext(code, contextified, options) {
  checkContext(contextified);
  options = asOptions(options);
  return new Script(code, options).runInContext(contextified, options);
}

function runInNewContext(code, contextObject, options) {
  options = asOptions(options);
  const contextified = createContext(contextObject, contextOptions(options));
  return runInContext(code, contextified, options);
}

function runInThisContext(code, options) {
  options = asOptions(options);
  return new Script(code, options).runInThisContext(options);
}

function isContext(object) {
  validateObject(object, 'object', 6);
  return context.isContext(object);
}

// A function of the code, with parameters of these names.
function compileFunction(code, params = [], options = {}) {
  validateString(code, 'code');
  validateArray(params, 'params');
  validateStringArray(params, 'params');
  validateObject(options, 'options');
  const { filename = '', lineOffset = 0, columnOffset = 0, contextExtensions = [], parsingContext } = options;
  validateString(filename, 'options.filename');
  validateInt32(lineOffset, 'options.lineOffset');
  validateInt32(columnOffset, 'options.columnOffset');
  validateArray(contextExtensions, 'options.contextExtensions');
  contextExtensions.forEach((extension, i) => validateObject(extension, `options.contextExtensions[${i}]`, 1));
  // What closes the brackets by itself is no function's body.
  new Function(...params, code);
  const source = `(function (${params.join(', ')}) {${code}\n})`;
  if (parsingContext !== undefined) {
    if (!context.isContext(Object(parsingContext))) {
      throw new ERR_INVALID_ARG_TYPE('options.parsingContext', 'Context', parsingContext);
    }
    return context.runIn(parsingContext, source, filename);
  }
  if (contextExtensions.length === 0) return scripts.run(source, filename);
  const open = contextExtensions.map((_, i) => `with (extensions[${i}]) {`).join('');
  const around = `(function (extensions) {${open} return ${source}; ${'}'.repeat(contextExtensions.length)}})`;
  return scripts.run(around, filename)(contextExtensions);
}

function measureMemory() {
  throw new ERR_METHOD_NOT_IMPLEMENTED('vm.measureMemory()');
}

module.exports = {
  Script,
  createContext,
  createScript: (code, options) => new Script(code, options),
  runInContext,
  runInNewContext,
  runInThisContext,
  isContext,
  compileFunction,
  measureMemory,
  constants,
};
