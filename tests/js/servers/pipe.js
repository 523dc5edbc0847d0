// Sends back what comes, by pipe.
const server = require('net').createServer((socket) => {
  socket.on('error', () => {});
  socket.pipe(socket);
});
server.listen(0, '127.0.0.1', () => console.log('listening', server.address().port));
