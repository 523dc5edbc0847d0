// Ends with code 6 as soon as somebody says anything.
const net = require('net');

const server = net.createServer((socket) => {
  socket.on('data', () => process.exit(6));
});
server.listen(0, '127.0.0.1', () => console.log(`listening ${server.address().port}`));
