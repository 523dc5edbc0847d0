// A hundred clients in one program, each with its own bytes back.
const net = require('net');
const server = net.createServer((socket) => socket.pipe(socket));
let open = 100;
let right = 0;
server.listen(0, '127.0.0.1', () => {
  for (let i = 0; i < 100; i++) {
    const sent = `client ${i} `.repeat(500 + i);
    let text = '';
    const client = net.connect(server.address().port, '127.0.0.1');
    client.end(sent);
    client.on('data', (data) => { text += data; });
    client.on('close', () => {
      if (text === sent) right++;
      if (--open === 0) server.close(() => console.log('right', right));
    });
  }
});
