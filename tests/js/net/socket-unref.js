// A connection that does not hold the loop.
const net = require('net');
const server = net.createServer((socket) => {
  socket.unref();
  server.close();
});
server.listen(0, '127.0.0.1', () => {
  const client = net.connect(server.address().port, '127.0.0.1', () => {
    setImmediate(() => {
      console.log('connected');
      client.unref();
    });
  });
});
process.on('exit', (code) => console.log('exit', code));
