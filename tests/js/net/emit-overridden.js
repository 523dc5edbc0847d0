// Programs that listen in unusual ways: an own emit, two listeners, a listener that goes, once, a subclass.
const net = require('net');
class Loud extends net.Socket {
  say(text) {
    return this.write(text.toUpperCase());
  }
}
const server = net.createServer((socket) => {
  const emit = socket.emit;
  const names = [];
  socket.emit = function (name, ...args) {
    names.push(name);
    return emit.call(this, name, ...args);
  };
  const gone = () => console.log('never');
  socket.on('data', gone);
  socket.removeListener('data', gone);
  socket.once('data', (data) => console.log('once', String(data)));
  socket.on('data', (data) => console.log('always', String(data)));
  socket.on('data', (data) => data.toString() === 'SECOND' ? socket.end() : socket.write('next'));
  socket.on('close', () => {
    console.log(names.filter((name) => name !== 'resume').join(' '));
    server.close();
  });
});
server.listen(0, '127.0.0.1', () => {
  const client = new Loud();
  client.connect(server.address().port, '127.0.0.1');
  client.say('first');
  client.once('data', () => client.say('second'));
});
