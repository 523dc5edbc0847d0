// An 'error' that nobody listens for ends the program.
const net = require('net');
net.createServer().listen(18080, '192.0.2.1');
process.on('exit', (code) => console.log('exit', code));
