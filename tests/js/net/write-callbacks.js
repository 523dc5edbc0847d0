// Each write's callback comes once, in order, before 'finish'; also for writes before the connection stands.
const net = require('net');
const log = [];
const server = net.createServer((socket) => socket.resume().on('end', () => server.close()));
server.on('close', () => console.log(log.join('\n')));
server.listen(0, '127.0.0.1', () => {
  const client = net.connect(server.address().port, '127.0.0.1');
  log.push('connecting ' + client.connecting + ' ' + client.readyState);
  client.write('a', () => log.push('a written'));
  client.write('b', 'latin1', () => log.push('b written'));
  client.write(Buffer.from('c'), () => log.push('c written'));
  client.write('', () => log.push('nothing written'));
  client.on('connect', () => {
    log.push('connect ' + client.readyState);
    client.write(new Uint8Array([100]), () => log.push('d written'));
    client.end('e', () => log.push('ended'));
    log.push('end called ' + client.readyState);
  });
  client.on('finish', () => log.push('finish ' + client.bytesWritten));
});
