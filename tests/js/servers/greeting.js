// Greets, then sends back what comes: the paper's echo server.
const server = require('net').createServer((socket) => {
  socket.on('error', () => {});
  socket.write('Echo server\r\n');
  socket.pipe(socket);
});
server.listen(0, '127.0.0.1', () => console.log('listening', server.address().port));
