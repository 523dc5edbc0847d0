// The same inside 'connection', where the timer asks again.
const net = require('net');
const server = net.createServer((socket) => {
  console.log('connection');
  setTimeout(() => {
    console.log('timeout');
    process.nextTick(() => console.log('tick of timeout'));
    setImmediate(() => {
      console.log('immediate of timeout');
      socket.end();
      server.close();
    });
    queueMicrotask(() => console.log('microtask of timeout'));
  }, 0);
  setImmediate(() => {
    console.log('immediate');
    process.nextTick(() => console.log('tick of immediate'));
    Promise.resolve().then(() => console.log('promise of immediate'));
  });
  process.nextTick(() => {
    console.log('tick');
    process.nextTick(() => console.log('tick of tick'));
    Promise.resolve().then(() => console.log('promise of tick'));
  });
});
server.listen(0, '127.0.0.1', () => {
  net.connect(server.address().port, '127.0.0.1').resume();
});
