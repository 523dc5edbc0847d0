// What primary and worker hear of each other, from fork to exit.
const cluster = require('cluster');
const net = require('net');

if (cluster.isPrimary) primary();
else worker();

function primary() {
  const told = [];
  const names = ['setup', 'fork', 'online', 'listening', 'message'];
  for (const name of names) {
    cluster.on(name, (...args) => {
      if (name === 'setup') args = [Object.keys(args[0]).sort()];
      else args = args.map((arg) => (arg === one ? 'the worker' : arg?.port > 0 ? { ...arg, port: 'a port' } : arg));
      console.log('cluster', name, ...args);
    });
  }
  console.log(cluster.isPrimary, cluster.isMaster, cluster.isWorker, cluster.worker, Object.keys(cluster.workers));
  const one = cluster.fork({ GIVEN: 'by fork' });
  console.log(one instanceof cluster.Worker, one.id, one.state, one.isDead(), Object.keys(cluster.workers));
  console.log(one.process.pid > 0, one.exitedAfterDisconnect);
  one.on('online', () => console.log('worker online'));
  one.on('listening', () => {
    console.log('worker listening, now', one.state);
    one.send({ please: 'tell' });
  });
  one.on('message', (message) => {
    console.log('worker message', message);
    if (message.env) console.log(one.disconnect() === one, Object.keys(cluster.workers));
  });
  // Which of the two comes first, the system decides.
  const last = (name) => (...args) => told.push([name, one.exitedAfterDisconnect, ...args]);
  one.on('disconnect', last('disconnect'));
  one.on('exit', last('exit'));
  cluster.on('disconnect', (...args) => told.push(['cluster disconnect', args.length, args[0] === one]));
  cluster.on('exit', (worker, ...args) => told.push(['cluster exit', ...args, worker.isDead()]));
  process.on('exit', () => {
    told.sort();
    for (const line of told) console.log(...line);
    console.log(Object.keys(cluster.workers));
  });
}

function worker() {
  const { worker } = cluster;
  process.send([cluster.isPrimary, cluster.isMaster, cluster.isWorker, worker.id, worker.process === process, worker.state]);
  process.send([worker.isDead(), worker.isConnected(), 'NODE_UNIQUE_ID' in process.env]);
  worker.once('message', () => worker.send({ env: process.env.GIVEN, state: worker.state }));
  net.createServer().listen(0, '127.0.0.1');
}
