//@ node: 24
// What can go wrong with paths, and how it is told.
const net = require('net');
const folder = require('fs').mkdtempSync('/tmp/twin-');
process.on('exit', () => require('fs').rmSync(folder, { recursive: true }));
const path = `${folder}/sock`;
const long = `/tmp/${'x'.repeat(120)}`;

function show(what, error) {
  const { name, code, errno, syscall, address, port, message } = error;
  console.log(what, JSON.stringify({ name, code, errno, syscall, address, port, message }).replaceAll(path, 'PATH').replaceAll(folder, 'FOLDER'));
}

function attempt(what, fn) {
  try {
    fn();
  } catch (error) {
    show(what, error);
  }
}

async function connects(what, target) {
  const socket = net.connect(target);
  console.log(what, socket.connecting);
  socket.on('connectionAttemptFailed', (address, port, family, error) => {
    console.log('attempt failed', address.replace(path, 'PATH'), port, family, error.code);
  });
  await new Promise((done) => {
    socket.on('error', (error) => show(what, error));
    socket.on('close', (hadError) => done(console.log(what, 'close', hadError)));
  });
}

async function listens(what, ...args) {
  const server = net.createServer();
  await new Promise((done) => {
    server.on('error', (error) => done(show(what, error)));
    server.listen(...args);
  });
  console.log(server.address().replace(path, 'PATH').replace(folder, 'FOLDER'), server.listening);
}

async function main() {
  await connects('nobody', path);
  await connects('too long', { path: long });
  require('fs').writeFileSync(`${path}-not`, '');
  await connects('a file', { path: `${path}-not` });

  await listens('no folder', `${path}/none/x.sock`);
  await listens('no folder', `${folder}/none/x.sock`);
  await listens('too long', long);
  const server = net.createServer();
  await new Promise((done) => server.listen(path, done));
  await listens('in use', path);
  await listens('in use', { path });
  server.close();

  for (const options of [{ path: 5 }, { path: '' }, { path: null }, {}]) {
    attempt(`listen ${JSON.stringify(options)}`, () => net.createServer().listen(options));
    if (options.path !== '') attempt(`connect ${JSON.stringify(options)}`, () => net.connect(options));
  }
  attempt('listen nothing', () => net.createServer().listen(''));
  attempt('connect nothing', () => net.connect(''));
}
main();
