// destroy(error) tells the error once and then closes; also while connecting, and twice.
const net = require('net');
const server = net.createServer((socket) => {
  socket.on('error', (error) => console.log('server error', error.message));
  socket.on('close', (hadError) => {
    console.log('server close', hadError);
    server.close();
  });
  socket.destroy(new Error('first'));
  socket.destroy(new Error('second'));
});
server.listen(0, '127.0.0.1', () => {
  const port = server.address().port;
  const early = net.connect(port, '127.0.0.1');
  early.on('connect', () => console.log('never'));
  early.on('error', (error) => console.log('early error', error.message));
  early.on('close', (hadError) => {
    console.log('early close', hadError);
    net.connect(port, '127.0.0.1').on('error', () => {}).resume();
  });
  early.destroy(new Error('changed my mind'));
});
