// Writing after end and after destroy is an error, told later and not thrown.
const net = require('net');
const server = net.createServer((socket) => {
  socket.resume();
  server.close();
});
server.listen(0, '127.0.0.1', () => {
  const client = net.connect(server.address().port, '127.0.0.1', () => {
    client.end('x');
    console.log(client.write('too late', (error) => console.log('callback', error.code)));
    console.log('after write');
  });
  client.on('error', (error) => console.log('error', error.code, error.message));
  client.on('close', (hadError) => {
    console.log('close', hadError);
    client.write('destroyed', (error) => console.log('callback', error.code, error.message));
    console.log('after the second write');
  });
});
