// 'close' is told in the phase of closing: after the immediates of the turn in which it was asked for, and with its own
// ticks and microtasks between one and the next.
const net = require('net');

const server = net.createServer();
server.listen(0, '127.0.0.1', () => {
  setImmediate(() => {
    server.close((error) => {
      console.log('callback of close', error);
      process.nextTick(() => console.log('tick of close'));
      queueMicrotask(() => console.log('microtask of close'));
    });
    server.on('close', () => console.log('close'));
    console.log('asked to close', server.listening);
    setImmediate(() => {
      console.log('next immediate');
      again();
    });
    process.nextTick(() => console.log('tick'));
    Promise.resolve().then(() => console.log('promise'));
  });
});

function again() {
  const socket = new net.Socket();
  socket.on('close', (hadError) => console.log('socket closed', hadError));
  socket.destroy();
  console.log('destroyed', socket.destroyed);
  process.nextTick(() => console.log('tick after destroy'));
  setImmediate(() => console.log('immediate after destroy'));
  server.close((error) => console.log('closed twice', error.code));
}
