// Writes until write() says no, waits for 'drain', and again, 16 MiB in all; tells how much it ever held back.
const chunk = Buffer.alloc(64 * 1024, 'x');
const server = require('net').createServer((socket) => {
  let left = 256;
  let most = 0;
  socket.on('error', () => {});
  (function more() {
    while (left > 0) {
      left--;
      const open = socket.write(chunk);
      most = Math.max(most, socket.writableLength);
      if (!open && left > 0) return socket.once('drain', more);
    }
    socket.end();
  })();
  socket.on('close', () => console.log('held back at most', most <= 2 * chunk.length ? 'little' : most));
});
server.listen(0, '127.0.0.1', () => console.log('listening', server.address().port));
