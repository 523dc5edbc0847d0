// Messages on a connection: JSON, a line each.

const readline = require('readline');

// Sends a message. False if the other side does not keep up, and the message waits here.
exports.say = (socket, message) => socket.write(`${JSON.stringify(message)}\n`);

// Calls `listener` with each message that comes. Whoever sends something else is hung up on.
exports.hear = (socket, listener) => {
  readline.createInterface({ input: socket, crlfDelay: Infinity }).on('line', (line) => {
    const message = read(line);
    if (message === null || typeof message !== 'object') socket.destroy();
    else listener(message);
  });
};

function read(line) {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

// A server on a free port; resolves to its address.
exports.listen = (server) => new Promise((resolve, reject) => {
  server.once('error', reject);
  server.listen(0, '127.0.0.1', () => resolve(server.address()));
});
