// split2: lines out of a stream; with it and `net`, a server that speaks by lines.
const net = require('net');
const { Readable } = require('stream');
const split = require('split2');

const lines = Readable.from(['{"n":1}\n{"n', '":2}\r\n\n', '{"n":3}']).pipe(split(JSON.parse));
lines.on('data', (value) => console.log('json', value)).on('error', (error) => console.log(error.name));

// A store that is asked line by line.
const store = new Map();
const commands = {
  set: ([key, ...words]) => { store.set(key, words.join(' ')); return 'ok'; },
  get: ([key]) => store.get(key) ?? 'nothing',
  keys: () => [...store.keys()].sort().join(' '),
};
const server = net.createServer((socket) => {
  socket.pipe(split({ maxLength: 200 })).on('data', (line) => {
    const [name, ...words] = line.split(' ');
    if (name === 'quit') return socket.end('bye\n');
    socket.write(`${commands[name] ? commands[name](words) : `what is ${name}?`}\n`);
  }).on('error', (error) => socket.end(`${error.message}\n`));
});

const talk = (chunks) => new Promise((resolve) => {
  const answers = [];
  const socket = net.connect(server.address().port, '127.0.0.1', () => {
    for (const chunk of chunks) socket.write(chunk);
  });
  socket.pipe(split()).on('data', (line) => answers.push(line)).on('end', () => resolve(answers));
});

server.listen(0, '127.0.0.1', async () => {
  console.log(await talk(['set a 1\nset b two wo', 'rds\n', 'get b\nkeys\nfly\nquit\n']));
  console.log(await talk(['get a\n', 'get c\n', 'quit\n']));
  console.log(await talk([`set long ${'x'.repeat(300)}`]));
  server.close(() => console.log('closed'));
});
