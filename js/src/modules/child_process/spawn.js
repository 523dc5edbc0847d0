// spawn and fork.

const { AbortError, codes } = require('internal/errors');
const { validateObject, validateArray, validateAbortSignal } = require('internal/validators');
const { ChildProcess } = require('child_process/child');
const check = require('child_process/normalize');

function spawn(file, args, options) {
  options = check.spawnArguments(file, args, options);
  check.checkTimeout(options.timeout);
  validateAbortSignal(options.signal, 'options.signal');
  const killSignal = check.killSignal(options.killSignal);
  const child = new ChildProcess();
  child.spawn(options);
  if (options.timeout > 0) limitTime(child, options.timeout, killSignal);
  if (options.signal) obey(child, options.signal, killSignal);
  return child;
}

function limitTime(child, timeout, killSignal) {
  const timer = setTimeout(() => {
    try {
      child.kill(killSignal);
    } catch (error) {
      child.emit('error', error);
    }
  }, timeout);
  child.once('exit', () => clearTimeout(timer));
}

// An AbortSignal ends the child.
function obey(child, signal, killSignal) {
  function abort() {
    try {
      if (child.kill(killSignal)) child.emit('error', new AbortError(undefined, { cause: signal.reason }));
    } catch (error) {
      child.emit('error', error);
    }
  }
  if (signal.aborted) return process.nextTick(abort);
  signal.addEventListener('abort', abort, { once: true });
  child.once('exit', () => signal.removeEventListener('abort', abort));
}

function fork(modulePath, args, options) {
  modulePath = check.validPath(modulePath, 'modulePath');
  if (args === undefined || args === null) args = [];
  else if (typeof args === 'object' && !Array.isArray(args)) [args, options] = [[], args];
  else validateArray(args, 'args');
  if (options !== undefined && options !== null) validateObject(options, 'options');
  options = { __proto__: null, ...options, shell: false };
  options.execPath ||= process.execPath;
  check.noNull(options.execPath, 'options.execPath');
  const execArgv = options.execArgv || withoutProgram(process.execArgv);
  check.noNulls(execArgv, 'options.execArgv');
  const { fromString } = require('child_process/stdio');
  if (typeof options.stdio === 'string') options.stdio = fromString(options.stdio, 'ipc');
  else if (!options.stdio) options.stdio = fromString(options.silent ? 'pipe' : 'inherit', 'ipc');
  else if (!options.stdio.includes('ipc')) throw new codes.ERR_CHILD_PROCESS_IPC_REQUIRED('options.stdio');
  return spawn(options.execPath, [...execArgv, modulePath, ...args], options);
}

// What -e has been given is our program, not that of a child.
function withoutProgram(execArgv) {
  if (process._eval === undefined) return execArgv;
  const at = execArgv.lastIndexOf(process._eval);
  return at > 0 ? execArgv.toSpliced(at - 1, 2) : execArgv;
}

module.exports = { spawn, fork };
