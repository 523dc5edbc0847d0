// Inside an I/O callback an immediate always comes before a timer, and ticks before both.
const net = require('net');
const server = net.createServer((socket) => {
  socket.on('data', () => {
    console.log('data');
    setTimeout(() => {
      console.log('timeout');
      socket.destroy();
      server.close();
    }, 0);
    setImmediate(() => console.log('immediate'));
    Promise.resolve().then(() => console.log('promise'));
    process.nextTick(() => console.log('tick'));
    queueMicrotask(() => console.log('microtask'));
    console.log('data ends');
  });
});
server.listen(0, '127.0.0.1', () => {
  net.connect(server.address().port, '127.0.0.1').write('x');
});
