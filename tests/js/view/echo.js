// An echo server with nothing else to do: it turns only when somebody talks to it.
const net = require('net');

const server = net.createServer(function welcome(socket) {
  socket.on('data', function echo(bytes) {
    socket.write(bytes);
  });
  socket.on('error', () => {});
});
server.listen(0, '127.0.0.1', () => console.log(`listening ${server.address().port}`));
