// Sends 32 MB to a server that takes one client, and wants to say so when it has heard the end.
// Question: why does the end never come?
'use strict';
const net = require('net');

const server = net.createServer((socket) => {
  server.close();
  socket.on('end', () => console.log('server: all of it is here'));
});

server.listen(0, '127.0.0.1', () => {
  const client = net.connect(server.address().port, '127.0.0.1');
  client.end(Buffer.alloc(32e6), () => console.log('client: all of it is sent'));
  console.log('client: sending');
});
