// The reactor again, with JavaScript on top: the paper's server (its listing A.4), for all scenarios. What Rust hands to the loop
// as closures, JavaScript hands to it as functions; the loop below is the same.
'use strict';
const net = require('net');

const [scenario, amount, host, port] = process.argv.slice(2);

const scenarios = {
  hello(socket) {
    socket.end('HelloWorld\n');
  },
  wait(socket) {
    setTimeout(() => socket.end('HelloWorld\n'), Number(amount));
  },
  compute(socket) {
    compute(Number(amount));
    socket.end('HelloWorld\n');
  },
  echo(socket) {
    socket.write('Echo server\r\n');
    socket.pipe(socket);
  },
};

// Rounds of FNV-1a, as in attend.rs.
function compute(rounds) {
  const bytes = Buffer.from('HelloWorld\n');
  let hash = 0x811c9dc5;
  for (let round = 0; round < rounds; round++) {
    for (let at = 0; at < bytes.length; at++) {
      hash = Math.imul(hash ^ bytes[at], 0x01000193);
    }
  }
  return hash >>> 0;
}

const serve = scenarios[scenario];
// A client that has said all it wants to say still waits for its reply; without the option its end would be ours, too.
const server = net.createServer({ allowHalfOpen: true }, (socket) => {
  // A client that breaks off is no failure of ours.
  socket.on('error', () => {});
  serve(socket);
  // What nobody listens to must be read all the same, see attend.rs.
  socket.resume();
});
for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => process.exit(0));
server.on('error', (error) => {
  console.error(`evloop serve: javascript: ${error.message}`);
  process.exit(1);
});
server.listen({ host, port, backlog: 4096 }, () => {
  const { address, family, port } = server.address();
  console.log(`listening on ${family === 'IPv6' ? `[${address}]` : address}:${port}`);
});
