// A server and a client that meet at a path: what each says of itself, and that the path goes with the server.
const net = require('net');
const folder = require('fs').mkdtempSync('/tmp/twin-');
process.on('exit', () => require('fs').rmSync(folder, { recursive: true }));
const path = `${folder}/sock`;
const show = (value) => (typeof value === 'string' ? value.replace(path, 'PATH') : value);

// Which side hears first of the connection is not certain.
const said = { server: [], client: [] };
const say = (side, ...words) => said[side].push(require('util').format(...words));

const server = net.createServer((socket) => {
  say('server', 'accepted', socket.address(), socket.remoteAddress, socket.remotePort, socket.localAddress);
  say('server', socket.setNoDelay(true) === socket, socket.setKeepAlive(true, 1000) === socket);
  socket.on('data', (chunk) => socket.write(`you said ${chunk}`));
  socket.on('end', () => say('server', 'end'));
  socket.on('close', (hadError) => closed('server', hadError));
});
server.listen(path, () => {
  console.log('listening', show(server.address()), server.listening, show(server._connectionKey));
  const client = net.connect(path, () => {
    say('client', 'connected', client.address(), client.remoteAddress, client.readyState, client.pending);
    client.end('!');
  });
  say('client', client.connecting, client.readyState, client.pending);
  client.on('connectionAttempt', () => console.log('never'));
  client.on('lookup', () => console.log('never'));
  client.on('ready', () => say('client', 'ready'));
  client.write('hello');
  client.setEncoding('utf8');
  let text = '';
  client.on('data', (piece) => (text += piece));
  client.on('end', () => say('client', text));
  client.on('close', (hadError) => closed('client', hadError, client.bytesRead, client.bytesWritten));
});

const ends = [];
function closed(...words) {
  if (ends.push(words.join(' ')) < 2) return;
  console.log(said, ends.sort());
  server.close(gone);
}

function gone() {
  console.log('closed', show(server.address()), server.listening);
  net.connect({ path }).on('error', (error) => {
    console.log(show(error.message));
    again();
  });
}

// The place is free again.
function again() {
  server.listen({ path, backlog: 5 }, () => {
    console.log(show(server.address()));
    server.close();
  });
}
