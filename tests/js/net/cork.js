// cork and uncork; a corked socket's writes come together.
const net = require('net');
const server = net.createServer((socket) => {
  socket.cork();
  socket.write('a');
  socket.write('b');
  console.log('corked', socket.writableCorked, socket.writableLength);
  setImmediate(() => {
    socket.write('c');
    socket.uncork();
    console.log('uncorked', socket.writableCorked);
    socket.end();
    server.close();
  });
});
server.listen(0, '127.0.0.1', () => {
  let text = '';
  net.connect(server.address().port, '127.0.0.1').on('data', (data) => { text += data; }).on('end', () => console.log(text));
});
