// An exception that nobody caught: told to the program's listeners; without any, the end of the program.

const EXIT_UNCAUGHT = 1;
const EXIT_IN_HANDLER = 7;

let capture = null;

// process.setUncaughtExceptionCaptureCallback
function setCapture(callback) {
  capture = callback;
}

function hasCapture() {
  return capture !== null;
}

function onUncaught(error, fromPromise) {
  const origin = fromPromise === true ? 'unhandledRejection' : 'uncaughtException';
  try {
    process.emit('uncaughtExceptionMonitor', error, origin);
    if (capture !== null) {
      capture(error);
    } else if (!process.emit('uncaughtException', error, origin)) {
      return die(error, fromPromise === true);
    }
  } catch (second) {
    require('internal/fatal').print(second, false);
    process.exitCode = EXIT_IN_HANDLER;
    return end(EXIT_IN_HANDLER);
  }
  // What the failed callback left to be done (its ticks) is done with the next callback; see that there is one.
  require('timers').setImmediate(() => {});
}

function die(error, fromPromise) {
  require('internal/fatal').print(error, fromPromise);
  end(EXIT_UNCAUGHT);
}

function end(code) {
  const exit = require('internal/end');
  exit.leave(code);
}

module.exports = { onUncaught, setCapture, hasCapture };
