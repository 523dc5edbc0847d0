// Inheritance of the old kind.
const net = require('net');
const util = require('util');
function Chatty(options) {
  net.Socket.call(this, options);
  this.said = [];
  this.on('data', (data) => this.said.push(String(data)));
}
util.inherits(Chatty, net.Socket);
const server = net.Server((socket) => socket.pipe(socket));
server.listen(0, '127.0.0.1', function () {
  console.log(this === server, server instanceof net.Server, server instanceof require('events'));
  const client = new Chatty();
  client.connect(this.address().port, '127.0.0.1', () => client.end('hello'));
  client.on('close', () => {
    console.log(client.said.join(''), client instanceof net.Socket, client instanceof require('stream').Duplex);
    server.close();
  });
});
