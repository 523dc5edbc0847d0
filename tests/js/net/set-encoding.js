// With an encoding, characters that were cut apart on the way come whole.
const net = require('net');
const server = net.createServer((socket) => {
  const bytes = Buffer.from('Grüße, 世界, 🎉');
  let at = 0;
  socket.setNoDelay(true);
  (function next() {
    if (at === bytes.length) return socket.end();
    socket.write(bytes.subarray(at, ++at), () => setImmediate(next));
  })();
});
server.listen(0, '127.0.0.1', () => {
  let text = '';
  const client = net.connect(server.address().port, '127.0.0.1');
  client.setEncoding('utf8');
  client.on('data', (part) => {
    if (typeof part !== 'string' || part.includes('\ufffd')) console.log('broken', part);
    text += part;
  });
  client.on('end', () => {
    console.log(text);
    server.close();
  });
});
