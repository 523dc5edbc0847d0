// Two hundred clients of three workers, under the policy that the first argument says. The workers run under the second.
const cluster = require('cluster');
const fs = require('fs');
const net = require('net');

const WORKERS = 3;
const CLIENTS = 200;

if (cluster.isPrimary) {
  const [policy, execPath] = process.argv.slice(2);
  cluster.schedulingPolicy = policy === 'shared' ? cluster.SCHED_NONE : cluster.SCHED_RR;
  if (execPath) process.execPath = execPath;
  const descriptors = () => fs.readdirSync('/proc/self/fd').length;
  let listening = 0;
  let ended = 0;
  for (let i = 0; i < WORKERS; i++) cluster.fork();
  cluster.on('listening', (worker, { port }) => {
    if (++listening === WORKERS) visit(port, descriptors());
  });
  cluster.on('exit', (worker, code, signal) => console.log('exit', code, signal));

  const visit = (port, before) => {
    for (let i = 0; i < CLIENTS; i++) {
      let text = '';
      const client = net.connect(port, '127.0.0.1', () => client.write(`client ${i}`));
      client.setEncoding('utf8').on('data', (chunk) => { text += chunk; }).on('close', () => {
        if (text !== `client ${i}`) console.log(`client ${i} has heard ${text}`);
        if (++ended === CLIENTS) cluster.disconnect(() => console.log('left over', descriptors() > before - WORKERS));
      });
    }
  };
} else {
  net.createServer((socket) => socket.on('data', (chunk) => socket.end(chunk))).listen(0, '127.0.0.1');
}
