// Servers in workers: what they share and what not, under the policy that the command line says. The workers do what they
// are told, and tell how it went.
const cluster = require('cluster');
const fs = require('fs');
const net = require('net');
const os = require('os');
const path = require('path');

if (cluster.isPrimary) primary();
else worker();

function worker() {
  const servers = {};
  process.on('message', ({ verb, name, options }) => {
    if (verb === 'close') {
      return servers[name].close(() => process.send('closed'));
    }
    const server = servers[name] = net.createServer((socket) => socket.end(`${name} of ${cluster.worker.id}`));
    server.on('error', ({ message, code, syscall, address, port }) => {
      process.send({ message, code, syscall, address, port });
    });
    server.listen(options, () => process.send(server.address()));
  });
}

async function primary() {
  cluster.schedulingPolicy = process.argv[2] === 'shared' ? cluster.SCHED_NONE : cluster.SCHED_RR;
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cluster-'));
  const [one, two] = [cluster.fork(), cluster.fork()];
  const ask = (worker, question) => new Promise((resolve) => {
    worker.once('message', resolve);
    worker.send(question);
  });
  const listen = (worker, name, options) => ask(worker, { verb: 'listen', name, options });
  const close = (worker, name) => ask(worker, { verb: 'close', name });
  const local = { port: 0, host: '127.0.0.1' };

  const a = await listen(one, 'a', local);
  const b = await listen(one, 'b', local);
  console.log('two of one worker share a port:', a.port === b.port);
  console.log('the first of the other shares with the first:', (await listen(two, 'a', local)).port === a.port);
  console.log('and the second with the second:', (await listen(two, 'b', local)).port === b.port);
  const own = await listen(two, 'own', { ...local, exclusive: true });
  console.log('an exclusive one shares:', own.port === a.port || own.port === b.port);
  const taken = await listen(one, 'taken', { ...local, port: own.port });
  console.log('taken by the other worker:', taken.code, taken.syscall, taken.address, taken.port === own.port,
              taken.message.replace(/\d+$/, 'PORT'));
  const elsewhere = await listen(one, 'nowhere', { host: '192.0.2.1', port: 8080 });
  console.log(elsewhere);
  console.log(await close(one, 'a'), await visit(a.port, '127.0.0.1'));
  console.log(await close(two, 'a'), await visit(a.port, '127.0.0.1'));

  const place = path.join(folder, 'socket');
  console.log('by path:', (await listen(one, 'path', { path: place })) === place);
  console.log('the same:', (await listen(two, 'path', { path: place })) === place);
  await close(one, 'path');
  console.log(fs.existsSync(place), await visit(place));
  await close(two, 'path');
  console.log(fs.existsSync(place), await visit(place));
  const far = await listen(one, 'far', { path: path.join(folder, 'nowhere', 'socket') });
  console.log(far.message.replace(folder, 'FOLDER'), far.port);
  if (cluster.schedulingPolicy === cluster.SCHED_RR) {
    const open = await listen(one, 'open', { path: place, readableAll: true, writableAll: true });
    console.log('for everybody:', (fs.statSync(open).mode & 0o666).toString(8));
  }
  // Of exclusive ones only the worker knows.
  console.log(await close(two, 'own'));
  cluster.disconnect(() => {
    fs.rmSync(folder, { recursive: true });
    console.log('over');
  });
}

function visit(...where) {
  return new Promise((resolve) => {
    let text = '';
    const client = net.connect(...where).setEncoding('utf8');
    client.on('data', (chunk) => { text += chunk; });
    client.on('error', ({ code }) => { text = code; });
    client.on('close', () => resolve(text));
  });
}
