// What EventEmitter does when something goes wrong: errors that nobody handles and listeners that pile up.

const { codes: { ERR_UNHANDLED_ERROR } } = require('internal/errors');

// Where an error that nobody handled was emitted, for the last words of the program (internal/fatal).
const kEmittedAt = Symbol.for('evloop.events.emittedAt');

function rememberEmit(emitter, error) {
  if (!Object.isExtensible(error)) return;
  const at = {};
  Error.captureStackTrace(at, emitter.emit);
  const name = emitter.constructor && emitter.constructor.name;
  const where = name && name !== 'EventEmitter' ? ` on ${name} instance` : '';
  const frames = String(at.stack).split('\n').filter((line) => line.startsWith('    at '));
  const trace = `Emitted 'error' event${where} at:\n${frames.join('\n')}`;
  Object.defineProperty(error, kEmittedAt, { value: trace, configurable: true, writable: true });
}

// An 'error' event whose value is no Error is thrown inside one.
function wrapped(value) {
  let shown;
  try {
    shown = require('internal/inspect').inspect(value);
  } catch {
    shown = value;
  }
  const error = new ERR_UNHANDLED_ERROR(shown);
  error.context = value;
  return error;
}

function warnOfLeak(emitter, type, count, limit) {
  const shown = require('internal/inspect').inspect(emitter, { depth: -1 });
  const warning = new Error(
    `Possible EventEmitter memory leak detected. ${count} ${String(type)} listeners added to ${shown}. ` +
    `MaxListeners is ${limit}. Use emitter.setMaxListeners() to increase limit`);
  warning.name = 'MaxListenersExceededWarning';
  warning.emitter = emitter;
  warning.type = type;
  warning.count = count;
  process.emitWarning(warning);
}

module.exports = { rememberEmit, wrapped, warnOfLeak, kEmittedAt };
