// Writing after end and after destroy is an error, told later and not thrown.
const net = require('net');
let open = 2;
const closed = () => --open === 0 && secondly();
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
    closed();
  });
});
server.on('close', closed);
// Destroyed, and not closed yet: nothing is thrown, and the callback hears it later than the one of an earlier write.
const early = net.createServer((socket) => socket.resume());
const secondly = () => early.listen(0, '127.0.0.1', () => {
  const client = net.connect(early.address().port, '127.0.0.1', () => {
    client.destroy();
    client.write('a', (error) => console.log('destroyed: callback', error.code));
    client.end('b', (error) => console.log('destroyed: end', error.code));
    console.log('destroyed: after the writes');
  });
  client.on('error', (error) => console.log('destroyed: error', error.code));
  client.on('close', (hadError) => {
    console.log('destroyed: close', hadError);
    early.close();
  });
});
