// onread: what does not fit waits while the program has paused, and the end comes behind it.
const net = require('net');
const server = net.createServer((socket) => socket.end('hello world'));
server.listen(0, '127.0.0.1', () => {
  let buffers = 0;
  const client = net.connect({
    port: server.address().port,
    host: '127.0.0.1',
    onread: {
      buffer: () => Buffer.alloc(4, ++buffers),
      callback(bytes, buffer) {
        console.log(bytes, buffer.toString('latin1', 0, bytes));
        this.pause();
        setImmediate(() => {
          console.log('resume');
          this.resume();
        });
      },
    },
  });
  client.on('data', () => console.log('data?')).on('end', () => console.log('end', buffers)).on('close', () => server.close());
});
