// What does backpressure look like?
const net = require('net');

const server = net.createServer(function slowReader(socket) {
  let read = 0;
  socket.on('data', function taken(bytes) {
    read += bytes.length;
    socket.pause();
    setTimeout(function ready() { socket.resume(); }, 2);
  });
  socket.on('end', function all() { console.log('read:', read); server.close(); });
});

server.listen(0, '127.0.0.1', () => {
  const client = net.connect(server.address().port, '127.0.0.1');
  const piece = Buffer.alloc(1e6);
  let pieces = 20;
  let waits = 0;
  client.on('drain', send);
  send();

  function send() {
    while (pieces > 0) {
      pieces--;
      if (client.write(piece)) continue;
      waits++;
      return;
    }
    console.log('written, and the writer', waits > 0 ? 'had to wait' : 'never waited');
    client.end();
  }
});
