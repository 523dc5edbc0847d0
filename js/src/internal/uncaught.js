// An exception that nobody caught: told to the program's listeners; without any, the end of the program.

const EXIT_UNCAUGHT = 1;
const EXIT_NO_HANDLER = 6;
const EXIT_IN_HANDLER = 7;

let capture = null;

// process.setUncaughtExceptionCaptureCallback
function setCapture(callback) {
  capture = callback;
}

// (error): true if a domain has taken it.
let domains;

function setDomains(handler) {
  domains = handler;
}

function hasCapture() {
  return capture !== null;
}

function onUncaught(error, fromPromise) {
  let caught = false;
  if (fromPromise !== true) require('internal/ticks').writeDown(error);
  try {
    if (typeof process._fatalException !== 'function') return die(error, fromPromise === true, EXIT_NO_HANDLER);
    caught = process._fatalException(error, fromPromise === true);
  } catch (second) {
    require('internal/fatal').print(second, false);
    process.exitCode = EXIT_IN_HANDLER;
    return end(EXIT_IN_HANDLER);
  }
  if (!caught) return die(error, fromPromise === true, EXIT_UNCAUGHT);
  require('internal/ticks').afterUncaught();
  // What the failed callback left to be done (its ticks) is done with the next callback; see that there is one.
  require('timers').setImmediate(() => {});
}

// Tells the program; true if it wanted to know.
function tell(error, fromPromise) {
  const origin = fromPromise ? 'unhandledRejection' : 'uncaughtException';
  process.emit('uncaughtExceptionMonitor', error, origin);
  if (domains !== undefined && domains(error)) return true;
  if (capture === null && aborts()) {
    require('internal/fatal').print(error, fromPromise);
    process.abort();
  }
  if (capture === null) return process.emit('uncaughtException', error, origin);
  capture(error);
  return true;
}

// With --abort-on-uncaught-exception an exception that no domain and no capture callback wants ends in a core file.
function aborts() {
  const { options } = require('process/native');
  return options() !== undefined && require('internal/options').get('--abort-on-uncaught-exception') === 'true';
}

function die(error, fromPromise, code) {
  require('internal/fatal').print(error, fromPromise);
  const { options, abort } = require('process/native');
  if (options() !== undefined && require('internal/options').get('--abort-on-uncaught-exception') === 'true') abort();
  end(code);
}

function end(code) {
  const exit = require('internal/end');
  exit.leave(code);
}

module.exports = { onUncaught, tell, setCapture, setDomains, hasCapture };
