// The whole life of a connection, event by event, on each side by itself (the sides' interleaving is the kernel's).
const net = require('net');
const lives = { server: [], client: [] };
function watch(name, socket) {
  for (const event of ['lookup', 'connect', 'ready', 'end', 'finish', 'close', 'error']) {
    socket.on(event, (...args) => lives[name].push(event + (event === 'close' ? ' ' + args[0] : '')));
  }
  socket.on('data', (chunk) => lives[name].push('data ' + chunk));
}
const server = net.createServer((socket) => {
  watch('server', socket);
  socket.on('end', () => socket.readable || lives.server.push('not readable'));
});
server.on('close', () => {
  console.log('server:', lives.server.join(', '));
  console.log('client:', lives.client.join(', '));
});
server.listen(0, '127.0.0.1', () => {
  const client = net.connect({ port: server.address().port, host: '127.0.0.1' });
  watch('client', client);
  client.end('hello');
  client.on('close', () => server.close());
});
