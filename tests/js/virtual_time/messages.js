// A client and a server in one program: what they say is heard in the same moment, and only timers take time.
const net = require('net');
const fs = require('fs');
const path = require('path');

const folder = fs.mkdtempSync(path.join(require('os').tmpdir(), `evloop-virtual-${process.pid}-`));
const name = path.join(folder, 'door');
const say = (...words) => console.log(new Date().toISOString().slice(5, 16), ...words);

// It thinks for half an hour about each question.
const server = net.createServer((socket) => {
  socket.setEncoding('utf8');
  socket.on('data', (text) => {
    say('server hears', text);
    setTimeout(() => socket.write(text.toUpperCase()), 18e5);
  });
  socket.on('end', () => {
    say('server hears the end');
    socket.end();
    server.close();
  });
});

server.listen(name, () => {
  const client = net.connect(name).setEncoding('utf8');
  const words = ['one', 'two', 'three'];
  const ask = () => (words.length > 0 ? client.write(words.shift()) : client.end());
  client.on('connect', () => {
    say('connected');
    ask();
  });
  client.on('data', (text) => {
    say('client hears', text);
    setTimeout(ask, 36e5);
  });
  // Nobody is silent for so long.
  client.setTimeout(2 * 36e5, () => say('timeout'));
  client.on('close', () => say('closed'));
});

server.on('close', () => {
  fs.rmdirSync(folder);
  say('server closed');
});
