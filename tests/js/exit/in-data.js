// In a 'data' listener; the sockets close with the process.
const net = require('net');
const server = net.createServer((socket) => {
  socket.on('data', (data) => {
    console.log('data', String(data));
    process.exit(10);
  });
  socket.on('close', () => console.log('never'));
});
process.on('exit', (code) => console.log('exit', code, server.listening));
server.listen(0, '127.0.0.1', () => net.connect(server.address().port, '127.0.0.1').write('x'));
