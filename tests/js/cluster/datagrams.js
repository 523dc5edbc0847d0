// UDP sockets of workers: the same address is the same socket, unless it is exclusive.
const cluster = require('cluster');
const dgram = require('dgram');

if (cluster.isPrimary) primary();
else worker();

function worker() {
  const sockets = {};
  process.on('message', ({ verb, name, options }) => {
    if (verb === 'close') return sockets[name].close(() => process.send('closed'));
    const socket = sockets[name] = dgram.createSocket('udp4');
    socket.on('error', ({ message, code, syscall }) => process.send({ message, code, syscall }));
    socket.on('message', (text, { port }) => socket.send(`${text} back`, port, '127.0.0.1'));
    socket.bind(options, () => process.send(socket.address()));
  });
}

async function primary() {
  // Two processes at work: their order is not certain.
  const told = [];
  cluster.on('listening', ({ id }, { addressType, address, port, fd }) => {
    told.push(`worker ${id} listens: ${addressType} ${address} ${port > 0} ${fd}`);
  });
  const [one, two] = [cluster.fork(), cluster.fork()];
  const ask = (worker, question) => new Promise((resolve) => {
    worker.once('message', resolve);
    worker.send(question);
  });
  const bind = (worker, name, options) => ask(worker, { verb: 'bind', name, options });
  const local = { port: 0, address: '127.0.0.1' };

  const a = await bind(one, 'a', local);
  console.log('the same port:', (await bind(two, 'a', local)).port === a.port);
  console.log('another one:', (await bind(one, 'b', local)).port === a.port);
  const own = await bind(two, 'own', { ...local, exclusive: true });
  console.log('exclusive, the same:', own.port === a.port);
  const taken = await bind(one, 'taken', { ...local, port: own.port });
  console.log(taken.code, taken.syscall, taken.message.replace(/\d+$/, 'PORT'));
  console.log(await bind(one, 'descriptor', { fd: 9999 }));
  console.log(await echo(a.port));
  console.log(await ask(one, { verb: 'close', name: 'a' }), await echo(a.port));
  console.log(await ask(two, { verb: 'close', name: 'own' }));
  console.log((await bind(one, 'own', { ...local, port: own.port })).port === own.port);
  // The primary has let go of what nobody uses.
  console.log(await ask(two, { verb: 'close', name: 'a' }));
  console.log((await bind(two, 'again', { ...local, port: a.port, exclusive: true })).port === a.port);
  // What is exclusive the worker must close itself.
  console.log(await ask(two, { verb: 'close', name: 'again' }));
  cluster.disconnect(() => console.log(told.sort().join('\n')));
}

function echo(port) {
  return new Promise((resolve) => {
    const client = dgram.createSocket('udp4', (text) => {
      client.close();
      resolve(`${text}`);
    });
    client.send('there and', port, '127.0.0.1');
  });
}
