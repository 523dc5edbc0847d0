// Ends by itself: the first client's end closes the server, and nothing holds the loop then.
const server = require('net').createServer((socket) => {
  socket.on('end', () => server.close(() => console.log('closed')));
  socket.pipe(socket);
});
server.listen(0, '127.0.0.1', () => console.log('listening', server.address().port));
process.on('exit', (code) => console.log('exit', code));
