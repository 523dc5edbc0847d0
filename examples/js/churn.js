// churn.js [N]: N connections (a million) come to a server of this program, say a word, hear it back and go; sixty-four at a time.
// Prints how much memory the process has after the first hundredth part of them, and after each tenth.
'use strict';
const net = require('net');

const total = Number(process.argv[2] || 1e6);
const first = Math.ceil(total / 100);
let begun = 0;
let done = 0;
let base;

function show() {
  const rss = process.memoryUsage.rss();
  base ??= rss;
  const change = ((rss - base) / 2 ** 20).toFixed(2);
  console.log(`${done} connections: ${(rss / 2 ** 20).toFixed(2)} MiB, ${change} MiB since ${first}`);
}

const server = net.createServer((socket) => socket.pipe(socket)).listen(0, '127.0.0.1', () => {
  for (let i = 0; i < Math.min(64, total); i++) connect();
});

function connect() {
  begun++;
  let heard = '';
  const socket = net.connect(server.address().port, '127.0.0.1', () => socket.end('a word'));
  socket.setEncoding('latin1');
  socket.on('data', (text) => { heard += text; });
  socket.on('close', () => {
    if (heard !== 'a word') throw new Error(`connection ${done} heard ${JSON.stringify(heard)}`);
    done++;
    if (done === first || done % Math.ceil(total / 10) === 0) show();
    if (begun < total) connect();
    else if (done === total) server.close();
  });
}
