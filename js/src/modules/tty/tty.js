// tty: which descriptors are terminals, and streams on them.

const facts = require('process/native');
const lazy = require('internal/lazy');

function isatty(fd) {
  return Number.isInteger(fd) && fd >= 0 && fd <= 2147483647 && facts.isTerminal(fd);
}

module.exports = { isatty };

lazy(module.exports, 'ReadStream', () => require('tty/read_stream').ReadStream, true);
lazy(module.exports, 'WriteStream', () => require('tty/write_stream').WriteStream, true);
