// Started with its standard streams closed: they are there all the same, and sockets have other descriptors.
const net = require('net');
console.log('to nobody');
console.error('to nobody either');
const server = net.createServer((socket) => {
  console.log('still to nobody');
  socket.end('x');
  server.close();
});
server.listen(0, '127.0.0.1', () => {
  let text = '';
  net.connect(server.address().port, '127.0.0.1')
    .on('data', (data) => { text += data; })
    .on('close', () => process.exit(text === 'x' ? 31 : 32));
});
