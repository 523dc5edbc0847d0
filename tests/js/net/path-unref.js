// A server at a path that was told not to keep the program alive does not, and its path is free afterwards.
const net = require('net');
const path = `/tmp/evloop-twin-${process.pid}.sock`;
const server = net.createServer();
server.unref();
server.listen(path, () => {
  console.log('listening', server.address() === path);
  const client = net.connect(path);
  client.on('connect', () => client.destroy());
  client.on('close', () => console.log('done'));
});
