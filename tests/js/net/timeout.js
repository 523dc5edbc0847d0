// setTimeout on a socket: once for each idle span, and traffic starts it anew.
const net = require('net');
const server = net.createServer((socket) => {
  console.log(socket.setTimeout(40) === socket, socket.timeout);
  socket.once('timeout', () => {
    console.log('timeout', socket.destroyed);
    socket.setTimeout(0);
    socket.end('too slow');
    server.close();
  });
});
server.listen(0, '127.0.0.1', () => {
  net.connect(server.address().port, '127.0.0.1').on('data', (data) => console.log(String(data)));
});
