// EADDRNOTAVAIL: an address that this machine does not have (it is kept for documentation).
const net = require('net');
const server = net.createServer();
server.on('error', (error) => {
  console.log(error.code, error.errno, error.syscall, error.address, error.port);
  console.log(error.message);
});
server.on('close', () => console.log('never'));
server.listen(18080, '192.0.2.1', () => console.log('never'));
