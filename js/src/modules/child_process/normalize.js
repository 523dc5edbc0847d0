// What the functions that begin a process are given, checked and brought into one form.

const { codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE } } = require('internal/errors');
const {
  validateString, validateObject, validateBoolean, validateInteger, validateNumber, isInt32,
} = require('internal/validators');
const { convertToValidSignal } = require('internal/util');

// The system's strings end with a NUL, so there can be none inside.
function noNull(value, name) {
  if (typeof value === 'string' && value.includes('\0')) {
    throw new ERR_INVALID_ARG_VALUE(name, value, 'must be a string without null bytes');
  }
}

function noNulls(values, name) {
  for (let i = 0; i < values.length; i++) noNull(values[i], `${name}[${i}]`);
}

// [args, options] of `(args?, options?)`.
function splitArguments(args, options) {
  if (Array.isArray(args)) args = args.slice();
  else if (args === undefined || args === null) args = [];
  else if (typeof args !== 'object') throw new ERR_INVALID_ARG_TYPE('args', 'object', args);
  else [args, options] = [[], args];
  noNulls(args, 'args');
  if (options === undefined) options = {};
  else validateObject(options, 'options');
  return [args, { __proto__: null, ...options }];
}

function checkOptions(options) {
  for (const name of ['detached', 'windowsHide', 'windowsVerbatimArguments']) {
    if (options[name] !== undefined && options[name] !== null) validateBoolean(options[name], `options.${name}`);
  }
  for (const name of ['uid', 'gid']) {
    const value = options[name];
    if (value !== undefined && value !== null && !isInt32(value)) {
      throw new ERR_INVALID_ARG_TYPE(`options.${name}`, 'int32', value);
    }
  }
  const { shell, argv0 } = options;
  if (shell !== undefined && shell !== null && typeof shell !== 'boolean' && typeof shell !== 'string') {
    throw new ERR_INVALID_ARG_TYPE('options.shell', ['boolean', 'string'], shell);
  }
  if (argv0 !== undefined && argv0 !== null) {
    validateString(argv0, 'options.argv0');
    noNull(argv0, 'options.argv0');
  }
}

let warnedOfShell = false;

// The command of a shell: everything in one text.
function throughShell(file, args, shell) {
  noNull(shell, 'options.shell');
  if (args.length > 0 && !warnedOfShell) {
    warnedOfShell = true;
    process.emitWarning(
      'Passing args to a child process with shell option true can lead to security vulnerabilities, as the arguments ' +
      'are not escaped, only concatenated.', 'DeprecationWarning', 'DEP0190');
  }
  const command = args.length > 0 ? `${file} ${args.join(' ')}` : file;
  return [typeof shell === 'string' ? shell : '/bin/sh', ['-c', command]];
}

// What an environment inherits counts, too.
function environment(env) {
  const pairs = [];
  for (const name in env) {
    const value = env[name];
    if (value === undefined) continue;
    noNull(name, `options.env['${name}']`);
    noNull(value, `options.env['${name}']`);
    pairs.push(`${name}=${value}`);
  }
  return pairs;
}

function spawnArguments(file, args, options) {
  validateString(file, 'file');
  noNull(file, 'file');
  if (file.length === 0) throw new ERR_INVALID_ARG_VALUE('file', file, 'cannot be empty');
  [args, options] = splitArguments(args, options);
  let { cwd } = options;
  if (cwd !== undefined && cwd !== null) cwd = validPath(cwd, 'options.cwd');
  checkOptions(options);
  if (options.shell) [file, args] = throughShell(file, args, options.shell);
  args.unshift(typeof options.argv0 === 'string' ? options.argv0 : file);
  return {
    __proto__: null, ...options, args, cwd, detached: Boolean(options.detached),
    envPairs: environment(options.env || process.env), file, windowsHide: Boolean(options.windowsHide),
    windowsVerbatimArguments: Boolean(options.windowsVerbatimArguments),
  };
}

// A path as a string, from a string, Buffer or file URL.
function validPath(path, name) {
  path = require('fs/paths').checkedPath(path, name);
  return typeof path === 'string' ? path : Buffer.from(path).toString();
}

// ---- limits

function checkTimeout(timeout) {
  if (timeout !== undefined && timeout !== null) validateInteger(timeout, 'timeout', 0);
}

function checkMaxBuffer(maxBuffer) {
  if (maxBuffer !== undefined && maxBuffer !== null) validateNumber(maxBuffer, 'options.maxBuffer', 0);
}

// The signal's number, or undefined.
function killSignal(signal) {
  if (typeof signal === 'string' || typeof signal === 'number') return convertToValidSignal(signal);
  if (signal !== undefined && signal !== null) {
    throw new ERR_INVALID_ARG_TYPE('options.killSignal', ['string', 'number'], signal);
  }
  return undefined;
}

module.exports = { spawnArguments, noNull, noNulls, validPath, checkTimeout, checkMaxBuffer, killSignal };
