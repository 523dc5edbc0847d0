// The first of two workers dies with a connection on its way to it: the second serves that connection.
const cluster = require('cluster');
const net = require('net');

if (cluster.isPrimary) {
  cluster.schedulingPolicy = cluster.SCHED_RR;
  const one = cluster.fork();
  one.once('listening', () => {
    cluster.fork().once('listening', (address) => {
      // It takes nothing in from now on, and it is its turn.
      one.once('message', () => visit(address.port));
      one.send('stand still');
    });
  });
  const visit = (port) => {
    const client = net.connect(port, '127.0.0.1', () => one.process.kill('SIGKILL'));
    client.setEncoding('utf8').on('data', (text) => console.log(text)).on('close', () => cluster.disconnect());
  };
} else {
  net.createServer((socket) => socket.end(`worker ${cluster.worker.id}`)).listen(0, '127.0.0.1');
  process.on('message', () => {
    process.send('standing still', () => { for (;;); });
  });
}
