// How workers end, and what is known of it afterwards.
const cluster = require('cluster');
const { once } = require('events');
const net = require('net');

const ways = {
  'exit': () => process.exit(3),
  'throws': () => { throw new Error('on purpose'); },
  'process.disconnect': () => process.disconnect(),
  'worker.disconnect': () => console.log(cluster.worker.disconnect() === cluster.worker),
  'worker.kill': () => cluster.worker.kill(),
  'worker.destroy': () => cluster.worker.destroy(),
  'is told to disconnect': () => {},
  'is killed': () => {},
  'is killed hard': () => {},
  'is hung up': () => {},
};

if (cluster.isPrimary) {
  primary();
} else {
  const way = process.env.WAY;
  cluster.worker.on('disconnect', () => console.log('worker hears disconnect', cluster.worker.exitedAfterDisconnect));
  const server = net.createServer().listen(0, '127.0.0.1', () => {
    // When the primary has been told that we listen: else it may hang up before.
    setImmediate(() => process.send('ready', () => ways[way]()));
  });
  server.on('close', () => console.log('server closed'));
}

async function primary() {
  cluster.setupPrimary({ silent: true });
  for (const way in ways) {
    const worker = cluster.fork({ WAY: way });
    let output = '';
    worker.process.stdout.setEncoding('utf8').on('data', (chunk) => { output += chunk; });
    worker.on('message', () => {
      if (way === 'is told to disconnect') worker.disconnect();
      else if (way === 'is killed') worker.kill();
      else if (way === 'is killed hard') worker.kill('SIGKILL');
      else if (way === 'is hung up') worker.process.disconnect();
    });
    await Promise.all([once(worker, 'exit'), once(worker, 'disconnect'), once(worker.process.stdout, 'close')]);
    const { exitCode, signalCode } = worker.process;
    console.log(`${way}: ${exitCode} ${signalCode}`, worker.exitedAfterDisconnect, worker.isDead(), worker.isConnected(),
                cluster.workers);
    process.stdout.write(output);
  }
}
