// Why is this process still alive?
const net = require('net');

const clock = setInterval(function tick() {}, 50);
clock.unref();

const server = net.createServer().listen(0, '127.0.0.1', function listening() {
  console.log('listening');
  setTimeout(function enough() {
    console.log('closing');
    server.close();
  }, 1000);
});
process.on('exit', () => console.log('nothing is left to wait for'));
