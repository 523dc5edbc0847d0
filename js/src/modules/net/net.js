// net: servers and connections, over TCP and Unix sockets. See socket.js, server.js, connect.js.
//
// A socket is a stream, and streams are a tenth of all that is built in: they are loaded by the first socket, not by
// those who only listen.

const lazy = require('internal/lazy');
const { isIP, isIPv4, isIPv6, normalizeArgs } = require('net/address');

function loadSocket() {
  return require('net/socket').Socket;
}

function connect(...args) {
  const [options] = normalizeArgs(args);
  const socket = new (loadSocket())(options);
  if (options.timeout) socket.setTimeout(options.timeout);
  return socket.connect(...args);
}

function createServer(options, connectionListener) {
  const { Server } = require('net/server');
  return new Server(options, connectionListener);
}

function autoSelect() {
  return require('net/auto_select').autoSelect;
}

function getDefaultAutoSelectFamily() {
  return autoSelect().on;
}

function setDefaultAutoSelectFamily(value) {
  require('internal/validators').validateBoolean(value, 'value');
  autoSelect().on = value;
}

function getDefaultAutoSelectFamilyAttemptTimeout() {
  return autoSelect().timeout;
}

function setDefaultAutoSelectFamilyAttemptTimeout(value) {
  require('internal/validators').validateInt32(value, 'value', 1);
  autoSelect().timeout = Math.max(value, 10);
}

module.exports = {
  connect,
  createConnection: connect,
  createServer,
  isIP,
  isIPv4,
  isIPv6,
  getDefaultAutoSelectFamily,
  setDefaultAutoSelectFamily,
  getDefaultAutoSelectFamilyAttemptTimeout,
  setDefaultAutoSelectFamilyAttemptTimeout,
  _normalizeArgs: normalizeArgs,
};

lazy(module.exports, 'Socket', loadSocket, true);
lazy(module.exports, 'Stream', loadSocket, true);
lazy(module.exports, 'BlockList', () => require('net/block_list').BlockList, true);
lazy(module.exports, 'SocketAddress', () => require('net/socket_address').SocketAddress, true);
lazy(module.exports, 'Server', () => require('net/server').Server, true);
