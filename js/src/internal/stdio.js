// Standard output and standard error.
//
// Writes are synchronous, whatever the descriptor is: the text is out when the call returns, also if the program ends
// in the next line. A console that writes plain text needs no stream, so none is made before somebody asks for it.

const facts = require('process/native');

const streams = [undefined, undefined, undefined];
const failed = [false, false, false];

// Writes all of a string or Buffer; 0 or a negative errno.
//
// Nobody listens for the failure of a console. That of a file is ignored, as Node ignores it, and so is the first one of a
// pipe that nobody reads any more; the next is an error of process.stdout, and without a listener the end of the program.
function write(fd, text) {
  const status = facts.write(fd, text);
  if (status < 0 && streams[fd] === undefined && facts.descriptorKind(fd) === 'pipe') {
    if (!failed[fd]) {
      failed[fd] = true;
      return status;
    }
    const { errnoException } = require('internal/errors');
    open(fd).destroy(errnoException(status, 'write'));
  }
  return status;
}

// process.stdout or process.stderr if the program has touched it.
function stream(fd) {
  return streams[fd];
}

// process.stdout or process.stderr.
function open(fd) {
  if (streams[fd] === undefined) {
    const Stream = isTTY(fd) ? require('process/terminal_stream').TerminalStream : require('process/stdio_stream').StdioStream;
    streams[fd] = new Stream(fd);
  }
  return streams[fd];
}

function isTTY(fd) {
  return facts.descriptorKind(fd) === 'tty';
}

module.exports = { write, stream, open, isTTY };
