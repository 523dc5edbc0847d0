// dgram: datagrams over UDP. See socket.js, and send.js for what goes out.

const lazy = require('internal/lazy');

function createSocket(type, listener) {
  const { Socket } = require('dgram/socket');
  return new Socket(type, listener);
}

module.exports = { createSocket };

lazy(module.exports, 'Socket', () => require('dgram/socket').Socket, true);
