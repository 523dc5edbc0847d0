// One line into a stream. A console is there to help with finding errors, so it makes none of its own: what
// goes wrong with its stream is swallowed, at once or later, unless somebody listens for it.

const stdio = require('internal/stdio');
const { kIndentation } = require('console/symbols');

function noop() {}

// The callback of all lines into a stream is the same one: the stream then needs only one tick for many of them.
const callbacks = new WeakMap();
function callbackFor(stream) {
  let callback = callbacks.get(stream);
  if (callback === undefined) {
    callback = (error) => listenForLateError(stream, error);
    callbacks.set(stream, callback);
  }
  return callback;
}

exports.writeLine = function writeLine(console, fd, stream, text) {
  const indentation = console[kIndentation];
  if (indentation !== '') text = indentation + text.replaceAll('\n', `\n${indentation}`);
  const line = `${text}\n`;
  if (stream === undefined) {
    stdio.write(fd, line);
    return;
  }
  if (console._ignoreErrors === false) {
    stream.write(line);
    return;
  }
  try {
    if (stream.listenerCount('error') === 0) stream.once('error', noop);
    stream.write(line, callbackFor(stream));
  } catch (error) {
    // Too little stack is the program's own error, which must be seen.
    if (require('internal/errors').isStackOverflowError(error)) throw error;
  } finally {
    stream.removeListener('error', noop);
  }
};

// The error is told to the callback before it is emitted. A listener of its own for this one event leaves
// the errors of other writes alone.
function listenForLateError(stream, error) {
  if (error === null || error === undefined || stream._writableState?.errorEmitted) return;
  if (stream.listenerCount('error') === 0) stream.once('error', noop);
}
