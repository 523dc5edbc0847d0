// Without allowHalfOpen the other side's end ends ours, after what is written.
const net = require('net');
const said = [];
const server = net.createServer((socket) => {
  socket.on('end', () => said.push('server end', socket.allowHalfOpen));
  socket.on('close', () => said.push('server close', socket.writableEnded, socket.writableFinished));
  socket.write('a'.repeat(1000000));
  socket.resume();
});
server.listen(0, '127.0.0.1', () => {
  let count = 0;
  const client = net.connect({ port: server.address().port, host: '127.0.0.1', allowHalfOpen: true });
  client.end();
  client.on('data', (data) => { count += data.length; });
  // Nothing says which side closes first.
  client.on('close', () => server.close(() => console.log(...said, 'client got', count)));
});
