// How workers are started.
const cluster = require('cluster');

if (process.env.NODE_TEST_WORKER) {
  process.send({ argv: process.argv.slice(2), execArgv: process.execArgv, cwd: process.cwd(), worker: cluster.isWorker });
  process.disconnect();
} else {
  console.log(cluster.settings, cluster.schedulingPolicy === cluster.SCHED_RR);
  cluster.on('setup', (settings) => console.log('setup', settings === cluster.settings, settings.args));
  cluster.setupPrimary({ args: ['first'], cwd: '/' });
  cluster.setupMaster({ args: ['second', 'third'], execArgv: ['--no-warnings'] });
  const { exec, ...settings } = cluster.settings;
  console.log(exec === __filename, settings);
  const worker = cluster.fork({ NODE_TEST_WORKER: 1 });
  console.log(cluster.settings.args);
  worker.on('message', (message) => console.log(message));
  worker.on('exit', (code) => console.log('exit', code));
  // Too late: the first set-up has settled it.
  cluster.schedulingPolicy = cluster.SCHED_NONE;
  console.log(Object.keys(new cluster.Worker({ id: 7, state: 'made' })).filter((name) => name[0] !== '_'));
  const made = cluster.Worker();
  console.log(made instanceof cluster.Worker, made.id, made.state);
}
