// Answers each piece of a request with a large reply, so that a client can break off in the middle of it.
const reply = Buffer.alloc(1024 * 1024, 'reply ');
let closed = 0;
const server = require('net').createServer((socket) => {
  socket.on('error', () => {});
  socket.on('data', () => socket.write(reply));
  socket.on('close', () => console.log('closed', ++closed));
});
server.listen(0, '127.0.0.1', () => console.log('listening', server.address().port));
