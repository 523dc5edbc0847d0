// Ends each connection in its own callback, in the way that the argument names.
const ways = {
  end: (socket) => socket.end('HelloWorld\n'),
  'write-end': (socket) => {
    socket.write('Hello');
    socket.write('World\n');
    socket.end();
  },
  'write-end-data': (socket) => {
    socket.write('Hello');
    socket.end('World\n');
  },
  later: (socket) => setTimeout(() => socket.end('HelloWorld\n'), 20),
  large: (socket) => {
    socket.write(Buffer.alloc(2 * 1024 * 1024, 'Hello'));
    socket.end('World\n');
  },
};
const way = ways[process.argv[2]];
const server = require('net').createServer((socket) => {
  socket.on('error', () => {});
  socket.resume();
  way(socket);
});
server.listen(0, '127.0.0.1', () => console.log('listening', server.address().port));
