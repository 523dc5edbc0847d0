// A listener that throws ends its event: the listeners after it do not hear that one, and the next event comes as ever.
const net = require('net');
const told = {};
const say = (who, ...words) => (told[who] ??= []).push(words.join(' '));
process.on('uncaughtException', (error, origin) => say(error.message, origin));
process.on('exit', () => {
  for (const who of Object.keys(told).sort()) console.log(`${who}:\n  ${told[who].join('\n  ')}`);
});
const hear = (emitter, who, event) => {
  emitter.on(event, () => say(who, event, 'before'));
  emitter.on(event, () => {
    process.nextTick(() => say(who, event, 'tick of the one that throws'));
    Promise.resolve().then(() => say(who, event, 'microtask of the one that throws'));
    throw new Error(who);
  });
  emitter.on(event, () => say(who, event, 'never'));
};
let client;
let words = 0;
const server = net.createServer((socket) => {
  socket.on('data', () => {
    words += 1;
    // The second word comes although the listeners of the first one threw.
    if (words === 1) setTimeout(() => client.write('second'), 20);
    else socket.end();
  });
  for (const event of ['data', 'close']) hear(socket, 'socket', event);
  server.close();
});
for (const event of ['listening', 'connection', 'close']) hear(server, 'server', event);
server.prependListener('listening', () => {
  client = net.connect(server.address().port, '127.0.0.1', () => client.write('first'));
  for (const event of ['data', 'close']) hear(client, 'client', event);
});
server.listen(0, '127.0.0.1');
