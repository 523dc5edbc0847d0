// end(data) at once in the connection callback, and write then end.
const net = require('net');
function round(name, behave, next) {
  const server = net.createServer((socket) => {
    behave(socket);
    server.close();
  });
  server.listen(0, '127.0.0.1', () => {
    let text = '';
    net.connect(server.address().port, '127.0.0.1')
      .on('data', (data) => { text += data; })
      .on('end', () => console.log(name, JSON.stringify(text)))
      .on('close', (hadError) => {
        console.log(name, 'close', hadError);
        if (next) next();
      });
  });
}
round('end(data)', (socket) => socket.end('HelloWorld\n'), () =>
  round('write, end', (socket) => { socket.write('Hello'); socket.end(); }, () =>
    round('write, write, end(data)', (socket) => { socket.write('a'); socket.write('b'); socket.end('c'); }, () =>
      round('end()', (socket) => socket.end()))));
