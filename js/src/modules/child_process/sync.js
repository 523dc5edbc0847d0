// The forms that wait: spawnSync, execFileSync, execSync.

require('buffer'); // what comes is a Buffer
const { spawnSync: run } = require('child_process/native');
const { codes: { ERR_INVALID_ARG_TYPE }, errnoException, genericNodeError } = require('internal/errors');
const { isArrayBufferView } = require('internal/types');
const check = require('child_process/normalize');
const { execArguments, execFileArguments, MAX_BUFFER } = require('child_process/exec');

function spawnSync(file, args, options) {
  options = { __proto__: null, maxBuffer: MAX_BUFFER, ...check.spawnArguments(file, args, options) };
  check.checkTimeout(options.timeout);
  check.checkMaxBuffer(options.maxBuffer);
  options.killSignal = check.killSignal(options.killSignal);
  const wishes = options.stdio || 'pipe';
  options.stdio = require('child_process/stdio').normalize(wishes, true).stdio;
  addInputs(options, wishes);
  const [error, pid, code, signal, output] = run({ __proto__: null, ...options, args: options.args.map(String) });
  const result = {};
  if (error !== 0) {
    result.error = errnoException(error, `spawnSync ${options.file}`);
    result.error.path = options.file;
    result.error.spawnargs = options.args.slice(1);
  }
  result.status = code === null || signal > 0 ? null : code;
  result.signal = signal > 0 ? require('internal/signals').signalName(signal) : null;
  result.output = output;
  result.pid = pid;
  const { encoding } = options;
  if (output !== null && encoding && encoding !== 'buffer') {
    for (let i = 0; i < output.length; i++) if (output[i]) output[i] = output[i].toString(encoding);
  }
  result.stdout = output && output[1];
  result.stderr = output && output[2];
  return result;
}

// What the child shall read: the option `input`, or bytes that stand in `stdio`.
function addInputs(options, wishes) {
  if (options.input) options.stdio[0] = { ...options.stdio[0], type: 'pipe', input: options.input };
  for (let i = 0; i < options.stdio.length; i++) {
    const entry = options.stdio[i];
    let { input } = entry;
    if (input === undefined && entry.type === 'pipe' && Array.isArray(wishes) && isArrayBufferView(wishes[i])) {
      input = wishes[i];
    }
    if (input === undefined || input === null) continue;
    if (typeof input === 'string') input = Buffer.from(input, options.encoding);
    else if (!isArrayBufferView(input)) {
      throw new ERR_INVALID_ARG_TYPE(`options.stdio[${i}]`, ['Buffer', 'TypedArray', 'DataView', 'string'], input);
    }
    options.stdio[i] = { ...entry, input };
  }
}

function execFileSync(file, args, options) {
  ({ file, args, options } = execFileArguments(file, args, options));
  const result = spawnSync(file, args, options);
  if (!options.stdio && result.stderr) process.stderr.write(result.stderr);
  const error = failure(result, [options.argv0 || file, ...args].join(' '));
  if (error) throw error;
  return result.stdout;
}

function execSync(command, options) {
  const given = execArguments(command, options, null);
  const result = spawnSync(given.file, given.options);
  if (!given.options.stdio && result.stderr) process.stderr.write(result.stderr);
  const error = failure(result, command);
  if (error) throw error;
  return result.stdout;
}

function failure(result, command) {
  if (result.error) return Object.assign(result.error, result);
  if (result.status === 0) return undefined;
  let message = `Command failed: ${command}`;
  if (result.stderr && result.stderr.length > 0) message += `\n${result.stderr.toString()}`;
  return genericNodeError(message, result);
}

module.exports = { spawnSync, execFileSync, execSync };
