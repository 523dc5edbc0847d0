// Many bytes through paths, and from a path to a port: every kind of connection can be piped to every other.
const net = require('net');
const folder = require('fs').mkdtempSync('/tmp/twin-');
process.on('exit', () => require('fs').rmSync(folder, { recursive: true }));
const path = `${folder}/sock`;
const TOTAL = 3_000_000;

const sink = net.createServer({ allowHalfOpen: true }, (socket) => {
  let sum = 0;
  let count = 0;
  socket.on('data', (chunk) => {
    for (let i = 0; i < chunk.length; i += 997) sum = (sum * 31 + chunk[i]) % 1_000_003;
    count += chunk.length;
    // A slow reader, now and then.
    if (count % 7 === 0) {
      socket.pause();
      setImmediate(() => socket.resume());
    }
  });
  socket.on('end', () => socket.end(`${count} bytes`));
});
const proxy = net.createServer({ allowHalfOpen: true }, (socket) => {
  const onward = net.connect({ port: sink.address().port, host: '127.0.0.1', allowHalfOpen: true });
  socket.pipe(onward).pipe(socket);
});

sink.listen(0, '127.0.0.1', () => proxy.listen(path, () => {
  const client = net.connect({ path, allowHalfOpen: true });
  let sent = 0;
  const piece = Buffer.from(Array.from({ length: 100_000 }, (_, index) => index));
  (function send() {
    while (sent < TOTAL) {
      sent += piece.length;
      if (!client.write(piece)) return client.once('drain', send);
    }
    client.end();
  })();
  let answer = '';
  client.setEncoding('latin1').on('data', (text) => (answer += text));
  client.on('close', (hadError) => {
    console.log(answer, hadError, client.bytesWritten);
    proxy.close();
    sink.close(() => console.log('closed'));
  });
}));
