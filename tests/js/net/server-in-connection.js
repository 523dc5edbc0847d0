// A server made inside another one's connection callback, and closed with connections alive.
const net = require('net');
const outer = net.createServer((socket) => {
  const inner = net.createServer((second) => {
    second.pipe(socket);
    inner.close(() => console.log('inner closed'));
    outer.close(() => console.log('outer closed'));
  });
  inner.listen(0, '127.0.0.1', () => {
    net.connect(inner.address().port, '127.0.0.1').end('through both');
  });
});
outer.listen(0, '127.0.0.1', () => {
  let text = '';
  net.connect(outer.address().port, '127.0.0.1').on('data', (data) => { text += data; }).on('end', () => {
    process.on('exit', () => console.log(text));
  });
});
