// exec and execFile: run a program, and call back with all that it said.

const { codes, genericNodeError } = require('internal/errors');
const { validateString, validateFunction, validateObject } = require('internal/validators');
const { getSystemErrorName, kCustomPromisifiedSymbol } = require('internal/util');
const { spawn } = require('child_process/spawn');
const check = require('child_process/normalize');

const MAX_BUFFER = 1024 * 1024;

// exec(command[, options][, callback])
function execArguments(command, options, callback) {
  validateString(command, 'command');
  check.noNull(command, 'command');
  if (typeof options === 'function') [options, callback] = [undefined, options];
  options = { __proto__: null, ...options };
  options.shell = typeof options.shell === 'string' ? options.shell : true;
  return { file: command, options, callback };
}

function exec(command, options, callback) {
  const given = execArguments(command, options, callback);
  return execFile(given.file, given.options, given.callback);
}

// execFile(file[, args][, options][, callback])
function execFileArguments(file, args, options, callback) {
  if (Array.isArray(args)) args = args.slice();
  else if (typeof args === 'object' && args !== null) [args, options, callback] = [null, args, options];
  else if (typeof args === 'function') [args, options, callback] = [null, null, args];
  args ??= [];
  if (typeof options === 'function') [options, callback] = [null, options];
  else if (options !== undefined && options !== null) validateObject(options, 'options');
  if (callback !== undefined && callback !== null) validateFunction(callback, 'callback');
  options ??= {};
  if (options.argv0 !== undefined && options.argv0 !== null) {
    validateString(options.argv0, 'options.argv0');
    check.noNull(options.argv0, 'options.argv0');
  }
  return { file, args, options, callback };
}

function execFile(file, args, options, callback) {
  ({ file, args, options, callback } = execFileArguments(file, args, options, callback));
  options = {
    __proto__: null, encoding: 'utf8', timeout: 0, maxBuffer: MAX_BUFFER, killSignal: 'SIGTERM', cwd: null, env: null,
    shell: false, ...options,
  };
  check.checkTimeout(options.timeout);
  check.checkMaxBuffer(options.maxBuffer);
  options.killSignal = check.killSignal(options.killSignal);
  const { cwd, env, gid, shell, signal, uid, windowsHide, windowsVerbatimArguments } = options;
  const child = spawn(file, args, { cwd, env, gid, shell, signal, uid, windowsHide, windowsVerbatimArguments });
  collect(child, [file, ...args].join(' '), options, callback);
  return child;
}

// Gathers what the child says, within its limits, and calls back when it has ended.
function collect(child, command, options, callback) {
  const { timeout, maxBuffer } = options;
  const encoding = options.encoding !== 'buffer' && Buffer.isEncoding(options.encoding) ? options.encoding : null;
  let timer = null;
  let failure = null;
  let killed = false;
  let over = false;
  const outputs = [];

  function finish(code, signal) {
    if (over) return;
    over = true;
    if (timer !== null) clearTimeout(timer);
    if (!callback) return;
    const [stdout, stderr] = outputs.map((output) => output.all());
    if (!failure && code === 0 && signal === null) return callback(null, stdout, stderr);
    failure ??= genericNodeError(`Command failed: ${command}\n${stderr}`, {
      code: code < 0 ? getSystemErrorName(code) : code,
      killed: child.killed || killed,
      signal,
    });
    failure.cmd = command;
    callback(failure, stdout, stderr);
  }

  function silence() {
    if (child.stdout) child.stdout.destroy();
    if (child.stderr) child.stderr.destroy();
  }

  function kill() {
    silence();
    killed = true;
    try {
      child.kill(options.killSignal);
    } catch (error) {
      failure ??= error;
      finish();
    }
  }

  for (const name of ['stdout', 'stderr']) {
    outputs.push(gather(child[name], encoding, maxBuffer, () => {
      failure = new codes.ERR_CHILD_PROCESS_STDIO_MAXBUFFER(name);
      kill();
    }));
  }
  if (timeout > 0) {
    timer = setTimeout(() => {
      timer = null;
      kill();
    }, timeout);
  }
  child.addListener('close', finish);
  child.addListener('error', (error) => {
    failure = error;
    silence();
    finish();
  });
}

// The chunks of one stream, until there are too many.
function gather(stream, encoding, maxBuffer, overflow) {
  const chunks = [];
  let length = 0;
  if (stream) {
    if (encoding) stream.setEncoding(encoding);
    stream.on('data', (chunk) => {
      const size = typeof chunk === 'string' ? Buffer.byteLength(chunk, stream.readableEncoding) : chunk.length;
      const room = maxBuffer - length;
      length += size;
      if (size <= room) return chunks.push(chunk);
      chunks.push(chunk.slice(0, room));
      overflow();
    });
  }
  const all = () => (encoding || stream?.readableEncoding ? chunks.join('') : Buffer.concat(chunks));
  return { all };
}

// util.promisify(exec) gives { stdout, stderr }, and promises know their child.
function promisified(original) {
  const fn = (...args) => {
    const { promise, resolve, reject } = Promise.withResolvers();
    promise.child = original(...args, (error, stdout, stderr) => {
      if (error === null) return resolve({ stdout, stderr });
      error.stdout = stdout;
      error.stderr = stderr;
      reject(error);
    });
    return promise;
  };
  return Object.defineProperty(fn, 'name', { value: original.name });
}

for (const fn of [exec, execFile]) {
  Object.defineProperty(fn, kCustomPromisifiedSymbol, { enumerable: false, value: promisified(fn) });
}

module.exports = { exec, execFile, execArguments, execFileArguments, MAX_BUFFER };
