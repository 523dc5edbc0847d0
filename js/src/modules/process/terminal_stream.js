// process.stdout and process.stderr where they are terminals.

const facts = require('process/native');
const { StdioStream } = require('process/stdio_stream');
const { screen, noteSize } = require('tty/screen');

class TerminalStream extends StdioStream {
  constructor(fd) {
    super(fd);
    noteSize(this, ...facts.windowSize(fd));
    // Does not keep the program alive.
    process.on('SIGWINCH', () => this._refreshSize());
  }

  _refreshSize() {
    if (noteSize(this, ...facts.windowSize(this.fd))) this.emit('resize');
  }
}
Object.assign(TerminalStream.prototype, screen);

module.exports = { TerminalStream };
