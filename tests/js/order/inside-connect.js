// Inside the client's 'connect' and 'end'.
const net = require('net');
const server = net.createServer((socket) => {
  socket.end();
  server.close();
});
server.listen(0, '127.0.0.1', () => {
  const client = net.connect(server.address().port, '127.0.0.1', () => {
    console.log('connect');
    process.nextTick(() => console.log('tick of connect'));
    Promise.resolve().then(() => console.log('promise of connect'));
  });
  client.resume();
  client.on('end', () => {
    setTimeout(() => console.log('timeout of end'), 0);
    setImmediate(() => console.log('immediate of end'));
    process.nextTick(() => console.log('tick of end'));
    queueMicrotask(() => console.log('microtask of end'));
    console.log('end');
  });
});
