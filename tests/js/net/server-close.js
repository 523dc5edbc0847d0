// close() waits for the connections that are there, takes no new ones, and complains when there is nothing to close.
const net = require('net');
const log = [];
const server = net.createServer((socket) => {
  socket.on('end', () => log.push('server socket end'));
  socket.on('close', () => log.push('server socket close'));
  server.close((error) => log.push('closed ' + error));
  log.push('listening ' + server.listening);
  setImmediate(() => socket.write('still here'));
});
server.once('close', () => {
  log.push('close event');
  server.close((error) => {
    console.log(log.join('\n'));
    console.log(error.code, '|', error.message);
    console.log(server.address());
  });
});
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address();
  net.connect(port, '127.0.0.1').on('data', function (data) {
    log.push('client data ' + data);
    net.connect(port, '127.0.0.1').on('error', (error) => {
      log.push('second client ' + error.code);
      this.end();
    });
  });
});
