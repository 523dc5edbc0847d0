// A listener that throws inside 'data' is an uncaught exception; the connection goes on.
const net = require('net');
process.on('uncaughtException', (error) => console.log('uncaught', error.message));
const server = net.createServer((socket) => {
  let count = 0;
  socket.on('data', (data) => {
    count++;
    if (count === 1) {
      socket.write('b');
      throw new Error('in data ' + data);
    }
    console.log('data', String(data));
    socket.end();
    server.close();
  });
});
server.listen(0, '127.0.0.1', () => {
  const client = net.connect(server.address().port, '127.0.0.1');
  client.write('a');
  client.once('data', () => client.write('c'));
});
