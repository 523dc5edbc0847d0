// Addresses of both ends, and what they are before and after. Which side hears first of the connection is not certain.
const net = require('net');
const said = { server: [], client: [] };
const say = (side, ...words) => said[side].push(words.map(String).join(' '));
const server = net.createServer((socket) => {
  say('server', 'sees', socket.remoteAddress, socket.remoteFamily, socket.localAddress, socket.localFamily);
  say('server', socket.localPort === server.address().port, socket.remotePort > 0);
  say('server', JSON.stringify(Object.keys(socket.address()).sort()), socket.address().address);
  socket.end();
  server.close();
});
process.on('exit', () => {
  for (const side of ['server', 'client']) for (const line of said[side]) console.log(side, line);
  console.log('after', server.address());
});
console.log('before', server.address());
server.listen({ port: 0, host: '127.0.0.1' }, () => {
  const { address, family, port } = server.address();
  console.log(address, family, port > 0);
  const client = net.connect(port, '127.0.0.1', () => {
    say('client', client.remoteAddress, client.remotePort === port, client.localAddress);
  });
  say('client', client.remoteAddress, client.localPort);
  client.resume().on('close', () => say('client', 'closed', client.localPort, client.pending));
});
