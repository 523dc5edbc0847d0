// net: TCP servers and connections. See socket.js, server.js, connect.js.

const { Socket } = require('net/socket');
const { isIP, isIPv4, isIPv6, normalizeArgs } = require('net/address');

function connect(...args) {
  const [options] = normalizeArgs(args);
  const socket = new Socket(options);
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
  Socket,
  Stream: Socket,
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

// Loaded by those who serve.
Object.defineProperty(module.exports, 'Server', {
  get: () => require('net/server').Server,
  enumerable: true,
  configurable: true,
});
