// 8 MiB one way, more than the kernel takes at once, in chunks of odd sizes; write() tells when it is too much.
const net = require('net');
const size = 8 * 1024 * 1024;
const source = Buffer.alloc(size);
for (let i = 0; i < size; i += 4) source.writeUInt32LE((i * 2654435761) >>> 0, i);
const server = net.createServer((socket) => {
  let at = 0;
  let full = 0;
  let chunk = 1;
  (function more() {
    while (at < size) {
      const end = Math.min(at + chunk, size);
      const open = socket.write(source.subarray(at, end));
      at = end;
      chunk = chunk * 7 % 300007 + 1;
      if (!open) {
        full++;
        socket.once('drain', more);
        return;
      }
    }
    socket.end(() => console.log('full at times', full > 0, socket.bytesWritten));
  })();
});
server.listen(0, '127.0.0.1', () => {
  const chunks = [];
  net.connect(server.address().port, '127.0.0.1')
    .on('data', (data) => chunks.push(data))
    .on('end', () => {
      server.close();
      const all = Buffer.concat(chunks);
      process.on('exit', () => console.log('same', all.equals(source), all.length));
    });
});
