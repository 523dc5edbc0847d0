// A server that does not hold the loop: the program ends while it listens, and connections hold it on their own.
const net = require('net');
const server = net.createServer((socket) => socket.end('bye'));
server.listen(0, '127.0.0.1', () => {
  console.log('listening', server.unref() === server);
  net.connect(server.address().port, '127.0.0.1')
    .on('data', (data) => console.log(String(data)))
    .on('close', () => console.log('close'));
});
process.on('exit', () => console.log('exit', server.listening));
