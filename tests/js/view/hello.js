// The paper's hello.js, on a port of the system's choice.
var net = require('net');

var server = net.createServer(function onClient(socket) {
  setTimeout(function answer() {
    socket.end('HelloWorld\n');
  }, 100);
});

server.listen(0, '127.0.0.1', function () {
  console.log('listening ' + server.address().port);
});
