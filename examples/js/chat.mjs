// A chat: every line that a client sends goes to all the others. An ECMAScript module, with backpressure left to the
// streams. `evloop run examples/js/chat.mjs 7000`, then `nc 127.0.0.1 7000` in two terminals.
import { createServer } from 'node:net';

const clients = new Map();
let arrivals = 0;

function tell(everyoneBut, line) {
  for (const socket of clients.keys()) if (socket !== everyoneBut) socket.write(`${line}\n`);
}

const server = createServer((socket) => {
  const name = `guest ${++arrivals}`;
  clients.set(socket, name);
  socket.setEncoding('utf8');
  tell(socket, `${name} is here`);

  let rest = '';
  socket.on('data', (text) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop();
    for (const line of lines) tell(socket, `${name}: ${line}`);
  });
  // A client that vanishes is no reason for the others to go.
  socket.on('error', () => {});
  socket.on('close', () => {
    clients.delete(socket);
    tell(socket, `${name} has left`);
  });
});

server.listen(Number(process.argv[2] ?? 7000), '127.0.0.1', () => {
  console.log(`chatting on port ${server.address().port}`);
});

process.on('SIGINT', () => {
  server.close();
  for (const socket of clients.keys()) socket.end('good bye\n');
});
