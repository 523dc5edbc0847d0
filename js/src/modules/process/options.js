// What options of the command line change at once.

const FLAGS = {
  '__proto__': null,
  '--throw-deprecation': 'throwDeprecation',
  '--trace-deprecation': 'traceDeprecation',
  '--trace-warnings': 'traceProcessWarnings',
};

const MODES = ['strict', 'warn', 'none', 'throw', 'warn-with-error-code'];

function apply(process, options) {
  const mode = options.get('--unhandled-rejections');
  if (mode !== undefined && !MODES.includes(mode)) {
    fail(`${process.argv0}: invalid value for --unhandled-rejections`);
  }
  if (options.get('--deprecation') === 'false') process.noDeprecation = true;
  for (const option in FLAGS) if (options.get(option) === 'true') process[FLAGS[option]] = true;
  const limit = options.get('--stack-trace-limit');
  if (limit !== undefined && Number.isInteger(Number(limit))) Error.stackTraceLimit = Number(limit);
  const title = options.get('--title');
  if (title !== undefined) process.title = title;
  if (options.get('--expose-gc') === 'true') exposeGc();
  loadEnvFiles(process);
}

function exposeGc() {
  const { collect } = require('process/native');
  Object.defineProperty(globalThis, 'gc', {
    value: function gc() { collect(); }, writable: true, enumerable: false, configurable: true,
  });
}

// Files with variables, in the order of the command line: a later one may change what an earlier one has set, but none what
// the environment had.
function loadEnvFiles(process) {
  const list = require('process/native').options();
  const values = {};
  for (let i = 0; i < list.length; i += 2) {
    if (list[i] === '--env-file' || list[i] === '--env-file-if-exists') {
      Object.assign(values, readEnv(list[i + 1], list[i] === '--env-file'));
    }
  }
  require('process/env_file').add(process.env, values);
}

function readEnv(file, needed) {
  const text = require('module/native').readText(file);
  if (typeof text === 'string') return require('util/parse_env').parseEnv(text);
  const { write } = require('internal/stdio');
  if (!needed) {
    write(2, `${file} not found. Continuing without it.\n`);
    return {};
  }
  return fail(`evloop: ${file}: not found`);
}

// Node's code for a command line that makes no sense.
function fail(text) {
  require('internal/stdio').write(2, `${text}\n`);
  return require('process/native').reallyExit(9);
}

module.exports = { apply };
