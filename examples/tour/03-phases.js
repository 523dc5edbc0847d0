// In which order does a turn do what was asked for?
const net = require('net');

const server = net.createServer((socket) => socket.write('a byte or more'));
server.listen(0, '127.0.0.1', () => {
  const client = net.connect(server.address().port, '127.0.0.1');
  client.on('data', function arrived() {
    console.log('poll: bytes have come');
    setTimeout(function timer() { console.log('timers: a timer of zero'); server.close(); }, 0);
    client.on('close', function gone() { console.log('closing: the connection has gone'); });
    client.destroy();
    setImmediate(function immediate() { console.log('check: an immediate'); });
  });
});
