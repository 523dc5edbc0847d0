// All the forms of send, bound late: what is sent before waits in order.
const dgram = require('dgram');
const server = dgram.createSocket('udp4');
const client = dgram.createSocket({ type: 'udp4' });
const heard = [];
server.on('message', (message, { address, family, port, size }) => {
  heard.push(message.toString());
  from ??= [address, family, port > 0, size];
  if (heard.length === 8) over();
});
// The server has heard all, and the client that all is sent; nothing says which comes first.
let from;
let left = 2;
function over() {
  if (--left > 0) return;
  console.log(...from);
  console.log(heard.sort().join(' '));
  server.close();
  client.close();
}
server.bind(0, '127.0.0.1', function () {
  const { port } = this.address();
  client.send('one', port, '127.0.0.1');
  client.send(Buffer.from('xtwox'), 1, 3, port, '127.0.0.1', (error, bytes) => console.log('two', error, bytes));
  client.send(['th', Buffer.from('re'), new Uint8Array([101])], port, (error, bytes) => console.log('three', error, bytes));
  client.send(new Uint16Array([0x6f66, 0x7275]), port);
  client.send('afive', 1, 4, port, () => {
    client.connect(port, (error) => {
      console.log('connected', error, client.remoteAddress().port === port);
      client.send('six');
      client.send('xseven', 1, 5);
      client.send([]);
      try {
        client.send('eight', port);
      } catch (error) {
        console.log(error.code, error.message);
      }
      client.disconnect();
      client.send('eight', port, (error) => {
        console.log('eight', error);
        over();
      });
    });
  });
});
client.on('listening', () => console.log('listening', client.address().port > 0));
for (const socket of [server, client]) socket.on('close', () => console.log('close'));
