// Handles on their way to another process: sockets, servers, and the bare handles behind them.

const { Socket, Server } = require('net');
const { isHandle } = require('net/native');

// The name of a handle's kind; undefined for what cannot be sent.
function typeOf(handle) {
  if (handle instanceof Socket) return 'net.Socket';
  if (handle instanceof Server) return 'net.Server';
  if (isHandle(handle)) return 'net.Native';
  return handle instanceof require('dgram').Socket ? 'dgram.Socket' : undefined;
}

// send: the handle behind it, or undefined. got: gives the receiver what was sent. closes: the sender lets go of it.
const kinds = {
  '__proto__': null,

  'net.Native': {
    closes: false,
    send: (link, message, handle) => handle,
    got: (link, message, handle, give) => give(handle),
  },

  'net.Server': {
    closes: false,
    send: (link, message, server) => server._handle,
    got(link, message, handle, give) {
      const server = new Server();
      server.listen(handle, () => give(server));
    },
  },

  'dgram.Socket': {
    closes: false,
    send(link, message, socket) {
      message.dgramType = socket.type;
      return socket[require('dgram/symbols').kState].handle;
    },
    got(link, message, handle, give) {
      const socket = require('dgram').createSocket(message.dgramType);
      socket.bind({ fd: handle.fd }, () => {
        handle.close();
        give(socket);
      });
    },
  },

  'net.Socket': {
    closes: true,
    send(link, message, socket, options) {
      const handle = socket._handle;
      if (!handle) return undefined;
      if (socket.server) {
        require('child_process/socket_list').sends(link, message, socket);
        if (!options.keepOpen) socket.server._connections--;
      }
      if (options.keepOpen) return handle;
      handle.readStop();
      socket._handle = null;
      socket.setTimeout(0);
      return handle;
    },
    got(link, message, handle, give) {
      const socket = new Socket({ handle, readable: true, writable: true });
      if (message.key) require('child_process/socket_list').got(link, message.key, socket);
      give(socket);
    },
  },
};

module.exports = { typeOf, kinds };
