// A test of a greeting server: it starts the server, talks to it once, and is content.
// Question: the check has passed and the client has gone. Why does the program not end?
'use strict';
const net = require('net');

const server = net.createServer((socket) => socket.end('good morning\n'));

server.listen(0, '127.0.0.1', () => {
  let heard = '';
  const client = net.connect(server.address().port, '127.0.0.1');
  client.setEncoding('utf8');
  client.on('data', (text) => { heard += text; });
  client.on('close', () => console.log(heard === 'good morning\n' ? 'passed' : 'failed'));
});
