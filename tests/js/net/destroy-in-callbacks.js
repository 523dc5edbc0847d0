// destroy() inside each of a socket's own callbacks: one close, no error, nothing after it.
const net = require('net');
const rounds = ['connect', 'ready', 'data', 'end', 'finish', 'drain'];
(function next() {
  const event = rounds.shift();
  if (!event) return;
  const server = net.createServer((socket) => {
    socket.on('error', () => {});
    socket.resume();
    if (event === 'end') socket.end();
    else socket.write('x');
  });
  server.listen(0, '127.0.0.1', () => {
    const client = net.connect({ port: server.address().port, host: '127.0.0.1', allowHalfOpen: true });
    let destroyed = false;
    client.on(event, () => {
      client.destroy();
      destroyed = true;
      console.log(event, client.destroyed, client.readable, client.writable);
    });
    client.on('data', () => destroyed && event !== 'data' && console.log('data after destroy'));
    client.on('error', (error) => console.log('error', error.code));
    client.on('close', (hadError) => {
      console.log('close', hadError);
      server.close(next);
    });
    if (event === 'finish') client.end('bye');
    if (event === 'drain') client.write(Buffer.alloc(4000000));
  });
})();
