// Files, digests, names, timers, immediates, messages to itself: what chance of the system would put in another order each time.
const crypto = require('crypto');
const dns = require('dns');
const fs = require('fs');
const net = require('net');
const path = require('path');

const folder = process.argv[2];
let turn = 0;
const say = (...words) => console.log(turn, ...words);

(function nextTurn() {
  turn++;
  if (turn < 200) setImmediate(nextTurn);
})();

for (let i = 0; i < 5; i++) {
  const file = path.join(folder, `file${i}`);
  fs.writeFile(file, 'x'.repeat(i * 100000), () => {
    say('written', i);
    fs.readFile(file, 'utf8', (error, text) => {
      say('read', i, text.length);
      fs.unlink(file, () => say('gone', i));
    });
  });
  crypto.pbkdf2('word', 'salt', 1 + (i % 3) * 2000, 8, 'sha256', (error, key) => say('derived', i, key.toString('hex')));
  crypto.randomBytes(4, (error, bytes) => say('random', i, bytes.toString('hex')));
  setTimeout(say, Math.random() * 50, 'timeout', i);
}
dns.lookup('localhost', { family: 4 }, (error, address) => say('name', address ?? error.code));

const server = net.createServer((socket) => {
  socket.setEncoding('utf8');
  socket.on('data', (text) => {
    say('server', text);
    fs.stat(folder, () => socket.end(text));
  });
});
server.listen(path.join(folder, 'door'), () => {
  const client = net.connect(path.join(folder, 'door'), () => client.write(crypto.randomUUID()));
  client.on('data', (text) => say('client', `${text}`));
  client.on('close', () => server.close(() => say('closed')));
});
