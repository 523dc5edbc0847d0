// An immediate that does not hold the program runs if something else does, and not otherwise.
const net = require('net');
const server = net.createServer();
server.listen(0, '127.0.0.1', () => {
  setImmediate(() => console.log('in passing')).unref();
  setImmediate(() => {
    console.log('held');
    server.close(() => {
      const last = setImmediate(() => console.log('never')).unref();
      console.log('closed', last.hasRef());
    });
  });
});
process.on('beforeExit', () => console.log('beforeExit'));
process.on('exit', () => console.log('exit'));
