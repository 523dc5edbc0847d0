// pipe from a stream, through a transform, to a socket, and pipe a socket into another.
const net = require('net');
const { Readable, Transform, PassThrough } = require('stream');
const target = net.createServer((socket) => {
  let text = '';
  socket.on('data', (data) => { text += data; });
  socket.on('end', () => {
    console.log(text);
    target.close();
  });
});
const relay = net.createServer((socket) => {
  const onward = net.connect(target.address().port, '127.0.0.1');
  socket.pipe(new PassThrough()).pipe(onward);
  relay.close();
});
target.listen(0, '127.0.0.1', () => relay.listen(0, '127.0.0.1', () => {
  const louder = new Transform({ transform(chunk, encoding, done) { done(null, String(chunk).toUpperCase()); } });
  Readable.from(['one ', 'two ', 'three']).pipe(louder).pipe(net.connect(relay.address().port, '127.0.0.1'));
}));
