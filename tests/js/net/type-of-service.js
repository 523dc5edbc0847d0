// How packets are to be treated: set before the connection stands, and after.
//@ node: 26
const net = require('net');
const server = net.createServer((socket) => {
  socket.resume();
  server.close();
}).listen(0, '127.0.0.1', () => {
  const client = new net.Socket();
  client.setTypeOfService(0x10);
  console.log(client.getTypeOfService());
  for (const wrong of [NaN, 'a', 256, -1]) {
    try {
      client.setTypeOfService(wrong);
    } catch (error) {
      console.log(error.name, error.code);
    }
  }
  client.connect(server.address().port, '127.0.0.1', () => {
    console.log(client.getTypeOfService(), client.setTypeOfService(0x20) === client, client.getTypeOfService());
    client.end();
  });
});
