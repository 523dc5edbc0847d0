// A server that listens already refuses; after close it may listen again.
const net = require('net');
const server = net.createServer();
server.listen(0, '127.0.0.1', () => {
  try {
    server.listen(0, '127.0.0.1');
  } catch (error) {
    console.log(error.code, error.message);
  }
  server.close(() => server.listen(0, '127.0.0.1', () => {
    console.log('again', server.listening);
    server.close();
  }));
});
