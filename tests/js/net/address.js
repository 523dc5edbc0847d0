// Addresses of both ends, and what they are before and after.
const net = require('net');
const server = net.createServer((socket) => {
  console.log('server sees', socket.remoteAddress, socket.remoteFamily, socket.localAddress, socket.localFamily);
  console.log(socket.localPort === server.address().port, socket.remotePort > 0);
  console.log(JSON.stringify(Object.keys(socket.address()).sort()), socket.address().address);
  socket.end();
  server.close(() => process.on('exit', () => console.log('after', server.address())));
});
console.log('before', server.address());
server.listen({ port: 0, host: '127.0.0.1' }, () => {
  const { address, family, port } = server.address();
  console.log(address, family, port > 0);
  const client = net.connect(port, '127.0.0.1', () => {
    console.log(client.remoteAddress, client.remotePort === port, client.localAddress);
  });
  console.log(client.remoteAddress, client.localPort);
  client.resume().on('close', () => console.log('closed', client.localPort, client.pending));
});
