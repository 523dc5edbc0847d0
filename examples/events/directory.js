// Push, consumers found in a directory: they write themselves in, and the producer looks them up.

const net = require('net');
const { Consumer } = require('./consumer');
const { Producer } = require('./producer');
const { say, hear, listen } = require('./lines');
const { READINGS } = require('./vessel');

// The directory: who wants to hear of what. It is asked, and answers: request and response have their place.
const entries = new Map();
const directory = net.createServer((socket) => {
  socket.on('error', () => socket.destroy());
  hear(socket, ({ enter, find, address }) => {
    const subject = enter ?? find;
    if (enter !== undefined) entries.set(subject, [...entries.get(subject) ?? [], address]);
    say(socket, entries.get(subject) ?? []);
  });
});

const ask = (where, question) => new Promise((resolve, reject) => {
  const socket = net.connect(where.port, where.address);
  socket.on('error', reject);
  hear(socket, (answer) => {
    socket.end();
    resolve(answer);
  });
  say(socket, question);
});

(async () => {
  const where = await listen(directory);
  const consumers = ['gauge', 'alarm'].map((name) => new Consumer(name));
  for (const consumer of consumers) await ask(where, { enter: 'pressure', address: await consumer.start() });

  // All that the producer is told is where the directory is, and what its own subject is called.
  const sensor = new Producer(await ask(where, { find: 'pressure' }));
  for (const bar of READINGS) sensor.push({ bar });
  sensor.end();
  console.log('who reads the temperature?', await ask(where, { find: 'temperature' }));

  await Promise.all(consumers.map((consumer) => consumer.done));
  for (const consumer of consumers) console.log(String(consumer));
  directory.close();
})();
