// The primary hands connections to its workers by turns.
const cluster = require('cluster');
const net = require('net');

cluster.schedulingPolicy = cluster.SCHED_RR;
if (cluster.isPrimary) primary();
else net.createServer((socket) => socket.end(`worker ${cluster.worker.id}`)).listen(0, '127.0.0.1');

function primary() {
  const ports = new Set();
  cluster.on('listening', (worker, { port }) => {
    ports.add(port);
    // One after the other, so that their turns are known.
    if (worker.id < 3) cluster.fork();
    else visit(port, 7);
  });
  cluster.fork();

  function visit(port, left) {
    if (left === 0) {
      console.log(ports.size, 'port');
      return cluster.disconnect(() => console.log('all disconnected'));
    }
    let text = '';
    const client = net.connect(port, '127.0.0.1');
    client.setEncoding('utf8').on('data', (chunk) => { text += chunk; });
    client.on('close', () => {
      console.log(text);
      visit(port, left - 1);
    });
  }
}
