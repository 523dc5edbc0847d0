// How does one thread serve five clients at once?
const net = require('net');

const server = net.createServer(function (socket) {
  setTimeout(function () {
    socket.end('HelloWorld\n');
  }, 100);
});

server.listen(0, '127.0.0.1', () => {
  let here = 5;
  for (let i = 0; i < 5; i++) {
    const client = net.connect(server.address().port, '127.0.0.1');
    client.on('data', function heard(bytes) { process.stdout.write(bytes); });
    client.on('close', function gone() { if (--here === 0) server.close(); });
  }
});
