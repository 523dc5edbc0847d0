// 'readable' and read(n), and async iteration.
const net = require('net');
let open = 2;
const closed = () => --open === 0 && second.listen(0, '127.0.0.1', () => net.connect(second.address().port, '127.0.0.1').end('abcdefgh'));
const server = net.createServer(async (socket) => {
  let text = '';
  for await (const chunk of socket) text += chunk;
  console.log('iterated', text);
  server.close(closed);
});
server.listen(0, '127.0.0.1', () => {
  const client = net.connect(server.address().port, '127.0.0.1');
  client.end('async iteration');
  client.on('close', () => {
    console.log('client close');
    closed();
  });
  client.resume();
});
const second = net.createServer((socket) => {
  socket.on('readable', () => {
    let part;
    while ((part = socket.read(4)) !== null) console.log('read', String(part));
  });
  socket.on('end', () => {
    console.log('end');
    second.close();
  });
});
