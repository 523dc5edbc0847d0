// Nothing to wait for: the program ends at once.
const net = require('net');
net.createServer();
new net.Socket();
console.log('end');
