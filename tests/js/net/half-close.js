// Half-close in both directions, each side by itself.
const net = require('net');
const seen = [];
const server = net.createServer({ allowHalfOpen: true }, (socket) => {
  socket.on('data', (data) => seen.push('server got ' + data));
  socket.on('end', () => {
    seen.push('server end, writable ' + socket.writable);
    socket.write('after your end');
    setTimeout(() => socket.end(', and mine'), 5);
  });
  socket.on('close', (hadError) => seen.push('server close ' + hadError));
});
process.on('exit', () => console.log(seen.join('\n')));
server.listen(0, '127.0.0.1', () => {
  const client = net.connect(server.address().port, '127.0.0.1');
  let text = '';
  client.end('last words');
  client.on('data', (data) => { text += data; });
  client.on('end', () => console.log('client end:', text));
  client.on('close', () => {
    console.log('client close', client.bytesRead, client.bytesWritten);
    server.close();
  });
});
