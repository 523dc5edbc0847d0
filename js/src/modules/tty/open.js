// The handle of a stream on a terminal by its descriptor, which stays open beside it.

const tcp = require('net/native');
const facts = require('process/native');
const { codes } = require('internal/errors');

module.exports = function open(fd) {
  if (fd >> 0 !== fd || fd < 0) throw new codes.ERR_INVALID_FD(fd);
  const handle = facts.isTerminal(fd) ? tcp.open(fd, true) : require('internal/uv').UV_EINVAL;
  if (typeof handle !== 'number') return handle;
  const { 0: code, 1: message } = require('internal/errors').uvErrmapGet(handle);
  throw new codes.ERR_TTY_INIT_FAILED({ errno: handle, code, message, syscall: 'uv_tty_init' });
};
