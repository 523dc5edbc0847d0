// getConnections, maxConnections and 'drop'.
const net = require('net');
const server = net.createServer((socket) => {
  server.getConnections((error, count) => {
    console.log('connections', error, count);
    net.connect(server.address().port, '127.0.0.1').on('error', () => {}).on('close', () => {
      socket.end();
      server.close();
    });
  });
});
server.maxConnections = 1;
server.on('drop', (data) => console.log('drop', data.localFamily, data.localPort === server.address().port));
server.listen(0, '127.0.0.1', () => net.connect(server.address().port, '127.0.0.1').resume());
