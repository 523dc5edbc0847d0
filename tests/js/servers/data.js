// Sends back what 'data' brings. (Whoever does not read what it sends fills our memory: the simplest program has no
// backpressure.)
const server = require('net').createServer((socket) => {
  socket.on('error', () => {});
  socket.on('data', (data) => socket.write(data));
});
server.listen(0, '127.0.0.1', () => console.log('listening', server.address().port));
