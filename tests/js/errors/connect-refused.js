// ECONNREFUSED: an event, never a throw, with all it knows.
const net = require('net');
// Nobody who asks for any port is given this one.
const port = 1;
const client = net.connect(port, '127.0.0.1', () => console.log('never'));
client.on('error', (error) => {
  console.log(error.name, error.code, error.errno, error.syscall, error.address, error.port === port);
  console.log(error.message === `connect ECONNREFUSED 127.0.0.1:${port}`);
  console.log(error instanceof Error, client.destroyed, client.connecting);
});
client.on('close', (hadError) => console.log('close', hadError));
console.log('after connect', client.connecting);
