// Without allowHalfOpen the other side's end ends ours, after what is written.
const net = require('net');
const server = net.createServer((socket) => {
  socket.on('end', () => console.log('server end', socket.allowHalfOpen));
  socket.on('close', () => console.log('server close', socket.writableEnded, socket.writableFinished));
  socket.write('a'.repeat(1000000));
  socket.resume();
});
server.listen(0, '127.0.0.1', () => {
  let count = 0;
  const client = net.connect({ port: server.address().port, host: '127.0.0.1', allowHalfOpen: true });
  client.end();
  client.on('data', (data) => { count += data.length; });
  client.on('close', () => {
    console.log('client got', count);
    server.close();
  });
});
