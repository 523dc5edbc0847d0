// The forms in which listen and connect take their arguments.
const net = require('net');
const forms = [
  (server, done) => server.listen(done),
  (server, done) => server.listen(0, done),
  (server, done) => server.listen(0, '127.0.0.1', done),
  (server, done) => server.listen(0, '127.0.0.1', 10, done),
  (server, done) => server.listen('0', '127.0.0.1', done),
  (server, done) => server.listen({ port: 0, host: '127.0.0.1', backlog: 3 }, done),
  (server, done) => server.listen({ port: '0' }, done),
  (server, done) => server.on('listening', done).listen({}.port, '127.0.0.1'),
];
(function next(index) {
  if (index === forms.length) return;
  const server = net.createServer((socket) => socket.end(String(index)));
  forms[index](server, function () {
    const { port } = server.address();
    const form = [
      () => net.connect(port, '127.0.0.1'),
      () => net.connect({ port, host: '127.0.0.1' }),
      () => net.createConnection(String(port), '127.0.0.1'),
      () => new net.Socket().connect(port, '127.0.0.1'),
    ][index % 4];
    form().on('data', (data) => console.log('form', String(data), this === server)).on('close', () => {
      server.close(() => next(index + 1));
    });
  });
})(0);
