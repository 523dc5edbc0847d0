// EADDRINUSE: an event, and the server may listen elsewhere afterwards.
const net = require('net');
const first = net.createServer().listen(0, '127.0.0.1', () => {
  const { port } = first.address();
  const second = net.createServer();
  second.on('error', (error) => {
    console.log(error.name, error.code, error.errno, error.syscall, error.address, error.port === port);
    console.log(error.message === `listen EADDRINUSE: address already in use 127.0.0.1:${port}`);
    console.log(second.listening, second.address());
    second.listen(0, '127.0.0.1', () => {
      console.log('elsewhere');
      first.close();
      second.close();
    });
  });
  second.listen(port, '127.0.0.1', () => second.listening || console.log('never'));
  console.log('after listen');
});
