// With connections open and writes on their way.
const net = require('net');
const server = net.createServer((socket) => {
  socket.write(Buffer.alloc(1 << 22));
  setTimeout(() => process.exit(20), 5);
});
server.listen(0, '127.0.0.1', () => net.connect(server.address().port, '127.0.0.1').pause());
