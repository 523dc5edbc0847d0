// process.emitWarning: told to the listeners of 'warning', and on standard error.

const { codes: { ERR_INVALID_ARG_TYPE } } = require('internal/errors');

function emitWarning(warning, type, code, ctor) {
  let detail;
  if (type !== null && typeof type === 'object' && !Array.isArray(type)) {
    ({ ctor, code, detail, type } = { type: 'Warning', ...type });
    if (typeof detail !== 'string') detail = undefined;
  } else if (typeof type === 'function') {
    ctor = type;
    code = '';
    type = 'Warning';
  }
  if (type !== undefined && typeof type !== 'string') throw new ERR_INVALID_ARG_TYPE('type', 'string', type);
  if (typeof code === 'function') {
    ctor = code;
    code = '';
  } else if (code !== undefined && typeof code !== 'string') {
    throw new ERR_INVALID_ARG_TYPE('code', 'string', code);
  }
  if (typeof warning === 'string') {
    warning = makeWarning(warning, type, code, ctor);
  } else if (!(warning instanceof Error)) {
    throw new ERR_INVALID_ARG_TYPE('warning', ['Error', 'string'], warning);
  }
  if (detail !== undefined) warning.detail = detail;
  if (warning.name === 'DeprecationWarning') {
    if (process.noDeprecation) return;
    if (process.throwDeprecation) {
      return process.nextTick(() => { throw warning; });
    }
  }
  process.nextTick(() => process.emit('warning', warning));
}

function makeWarning(message, type, code, ctor) {
  const warning = new Error(message);
  warning.name = String(type || 'Warning');
  if (code !== undefined) warning.code = code;
  Error.captureStackTrace(warning, ctor || process.emitWarning);
  return warning;
}

let hinted = false;

const option = (name) => {
  const options = require('internal/options');
  return options.get(name);
};

// --pending-deprecation
const pending = () => option('--pending-deprecation') === 'true' || process.env.NODE_PENDING_DEPRECATION === '1';

// --disable-warning: by code or by kind.
const disabled = ({ name, code }) =>
  require('internal/options').all('--disable-warning').some((word) => word === name || (code && word === code));

// As in Node warnings go the way of console.error, as it was when the first was given.
let printLine;

function print(warning) {
  if (!Error.isError(warning) || disabled(warning)) return;
  const deprecation = warning.name === 'DeprecationWarning';
  if (deprecation && process.noDeprecation) return;
  const code = warning.code ? `[${warning.code}] ` : '';
  const trace = process.traceProcessWarnings || (deprecation && process.traceDeprecation);
  let text = `(${process.release.name}:${process.pid}) ${code}`;
  text += trace && warning.stack ? warning.stack : `${warning.name}: ${warning.message}`;
  if (typeof warning.detail === 'string') text += `\n${warning.detail}`;
  if (!trace && !hinted) {
    hinted = true;
    const option = deprecation ? '--trace-deprecation' : '--trace-warnings';
    text += `\n(Use \`node ${option} ...\` to show where the warning was created)`;
  }
  write(text);
}

// Into a file, if the command line or the environment says so and it can be written.
function write(text) {
  const file = option('--redirect-warnings') ?? process.env.NODE_REDIRECT_WARNINGS;
  try {
    if (file) return require('fs').appendFileSync(file, `${text}\n`);
  } catch {
    // Then as always.
  }
  printLine ??= require('console').error;
  printLine(text);
}

module.exports = { emitWarning, print, pending };
