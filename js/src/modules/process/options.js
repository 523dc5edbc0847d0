// What options of the command line change at once.

const FLAGS = {
  '__proto__': null,
  '--throw-deprecation': 'throwDeprecation',
  '--trace-deprecation': 'traceDeprecation',
  '--trace-warnings': 'traceProcessWarnings',
};

function apply(process, options) {
  if (options.get('--deprecation') === 'false') process.noDeprecation = true;
  for (const option in FLAGS) if (options.get(option) === 'true') process[FLAGS[option]] = true;
  const limit = options.get('--stack-trace-limit');
  if (limit !== undefined && Number.isInteger(Number(limit))) Error.stackTraceLimit = Number(limit);
  const title = options.get('--title');
  if (title !== undefined) process.title = title;
  if (options.get('--expose-gc') === 'true') exposeGc();
  for (const file of options.all('--env-file')) loadEnv(file, true);
  for (const file of options.all('--env-file-if-exists')) loadEnv(file, false);
}

function exposeGc() {
  const { collect } = require('process/native');
  Object.defineProperty(globalThis, 'gc', {
    value: function gc() { collect(); }, writable: true, enumerable: false, configurable: true,
  });
}

function loadEnv(file, needed) {
  const { readText } = require('module/native');
  const text = readText(file);
  if (typeof text === 'string') return require('process/env_file').apply(text);
  if (!needed) return undefined;
  require('internal/stdio').write(2, `evloop: ${file}: not found\n`);
  require('process/native').reallyExit(9);
}

module.exports = { apply };
