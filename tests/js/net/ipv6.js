// The same over IPv6.
const net = require('net');
const server = net.createServer((socket) => {
  console.log(socket.remoteAddress, socket.remoteFamily);
  socket.end('six');
  server.close();
});
server.listen(0, '::1', () => {
  console.log(server.address().address, server.address().family);
  net.connect(server.address().port, '::1').on('data', (data) => console.log(String(data)));
});
