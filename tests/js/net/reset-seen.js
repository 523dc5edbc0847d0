// resetAndDestroy on one side is ECONNRESET on the other: one error, then close.
const net = require('net');
const server = net.createServer((socket) => {
  socket.on('error', (error) => console.log('server', error.code, error.syscall, error.errno, error.message));
  socket.on('end', () => console.log('never'));
  socket.on('close', (hadError) => {
    console.log('server close', hadError);
    server.close();
  });
  socket.on('data', () => socket.write('now'));
});
server.listen(0, '127.0.0.1', () => {
  const client = net.connect(server.address().port, '127.0.0.1', () => client.write('x'));
  client.on('data', () => client.resetAndDestroy());
  client.on('close', (hadError) => process.on('exit', () => console.log('client close', hadError)));
});
