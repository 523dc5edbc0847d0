// The same in a 'data' listener.
const net = require('net');
const server = net.createServer((socket) => {
  socket.on('data', function listener(data) {
    throw new RangeError('bad data ' + data);
  });
});
server.listen(0, '127.0.0.1', () => net.connect(server.address().port, '127.0.0.1').write('x'));
