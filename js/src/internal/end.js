// The end of a program: by itself, by process.exit(), by an exception.

const { reallyExit } = require('process/native');

// The program's module waits at its top level for a promise that nobody will settle.
const EXIT_UNSETTLED = 13;

// The loop has nothing left to wait for; a listener may give it something.
function beforeExit() {
  process.emit('beforeExit', process.exitCode || 0);
}

// Nothing is left, and nobody objected. What the listeners leave as promise jobs still runs; then `finish` is called.
function atEnd() {
  if (require('internal/entry').waitsFor() !== undefined && !process.exitCode) {
    process.exitCode = EXIT_UNSETTLED;
    require('internal/fatal').warnUnsettled(require('internal/entry').waitsFor());
  }
  tell(undefined);
}

// A program may have put itself in between.
function finish() {
  process.reallyExit(process.exitCode || 0);
}

// Tells the listeners of 'exit', once, and ends the program. A listener may change process.exitCode.
function leave(code) {
  tell(code);
  finish();
}

function tell(code) {
  if (code !== undefined) process.exitCode = code;
  if (!process._exiting) {
    process._exiting = true;
    try {
      process.emit('exit', process.exitCode || 0);
    } catch (error) {
      require('internal/fatal').print(error, false);
      reallyExit(code === 7 ? 7 : 1);
    }
  }
}

module.exports = { beforeExit, atEnd, finish, leave };
