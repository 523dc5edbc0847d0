// A paused socket tells nothing; what came meanwhile comes on resume, and the end after it.
const net = require('net');
const server = net.createServer((socket) => socket.end('one two three'));
server.listen(0, '127.0.0.1', () => {
  const client = net.connect(server.address().port, '127.0.0.1');
  let text = '';
  client.on('data', (data) => { text += data; });
  client.on('end', () => console.log('end', text));
  client.on('close', () => server.close());
  client.pause();
  console.log('paused', client.isPaused());
  setTimeout(() => {
    console.log('so far', JSON.stringify(text));
    client.resume();
    console.log('paused', client.isPaused());
  }, 50);
});
