// A pipe that is taken apart, and put together again; further listeners beside it.
const net = require('net');
const server = net.createServer((socket) => {
  let count = 0;
  socket.on('pipe', (source) => console.log('pipe', source === socket));
  socket.on('unpipe', (source) => console.log('unpipe', source === socket));
  console.log(socket.pipe(socket) === socket, socket.listenerCount('data'));
  socket.on('data', (data) => {
    count++;
    console.log('data', String(data));
    if (count === 1) {
      socket.unpipe(socket);
      socket.write('unpiped');
      socket.resume();
    } else if (count === 2) {
      socket.pipe(socket);
      socket.write('piped');
    }
  });
});
server.listen(0, '127.0.0.1', () => {
  const client = net.connect(server.address().port, '127.0.0.1');
  let text = '';
  client.setEncoding('latin1');
  client.write('one');
  client.on('data', (data) => {
    text += data;
    if (text.endsWith('unpiped')) client.write('two');
    if (text.endsWith('piped') && !text.endsWith('unpiped')) client.write('three');
    if (text.endsWith('three')) {
      console.log(text);
      client.end();
      server.close();
    }
  });
});
