// An address and a port of one's own.
const net = require('net');
// All that begin with 127 are this machine's, and this one no other program's: so the port is free below.
const localAddress = `127.${100 + (process.pid >> 16)}.${(process.pid >> 8) & 255}.${process.pid & 255}`;

const server = net.createServer((socket) => socket.end()).listen(0, '127.0.0.1', () => {
  const { port } = server.address();
  // A port that was free a moment ago.
  const probe = net.createServer().listen(0, localAddress, () => {
    const localPort = probe.address().port;
    probe.close(() => {
      const client = net.connect({ host: '127.0.0.1', port, localAddress, localPort });
      console.log('size', client.bufferSize);
      client.on('connect', () => console.log('own port', client.localPort === localPort, client.localAddress === localAddress));
      client.on('close', () => {
        server.close();
        strange();
      });
      client.resume();
    });
  });
});

// An address that no interface of this machine has.
function strange() {
  net.connect({ host: '127.0.0.1', port: 1, localAddress: '192.0.2.1' }).on('error', (error) => {
    console.log(error.message, error.code, error.syscall, error.address, error.port);
    for (const bad of [{ port: 1, host: ['a'] }, { port: 1, localAddress: 'nowhere' }, { port: 1, localPort: 'x' }]) {
      try {
        net.connect(bad);
      } catch (why) {
        console.log(why.name, why.code);
      }
    }
  });
}
