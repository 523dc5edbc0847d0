// tty: which descriptors are terminals. Streams on terminals other than the standard ones are not there yet.

const facts = require('process/native');

function isatty(fd) {
  return Number.isInteger(fd) && fd >= 0 && fd <= 2147483647 && facts.isTerminal(fd);
}

function missing(name) {
  return class {
    constructor() {
      const { codes: { ERR_METHOD_NOT_IMPLEMENTED } } = require('internal/errors');
      throw new ERR_METHOD_NOT_IMPLEMENTED(`tty.${name}`);
    }
  };
}

module.exports = { isatty, ReadStream: missing('ReadStream'), WriteStream: missing('WriteStream') };
