// Connections and servers travel to a child.
const { fork } = require('child_process');
const net = require('net');

if (process.argv[2] === 'child') {
  process.on('message', (message, handle) => {
    if (message === 'connection') {
      handle.end(`child speaks to ${handle.remoteAddress}`);
      handle.on('close', () => process.send('served'));
    } else if (message === 'server') {
      handle.on('connection', (socket) => {
        socket.end('child has accepted');
        handle.close();
      });
      process.send('listening');
    } else {
      process.send({ message, handle: handle === undefined });
      process.disconnect();
    }
  });
} else {
  // Two processes at work: their order is not certain.
  const lines = [];
  const say = (...words) => lines.push(words.join(' '));
  const child = fork(__filename, ['child']);
  const visit = (port, after) => {
    let text = '';
    net.connect(port, '127.0.0.1').setEncoding('utf8').on('data', (chunk) => { text += chunk; }).on('close', () => {
      say(text);
      after?.();
    });
  };
  const first = net.createServer((socket) => {
    child.send('connection', socket, (error) => say('sent', error));
    say('gone', socket._handle);
    first.close(() => say('closed'));
  }).listen(0, '127.0.0.1', () => visit(first.address().port));

  const second = net.createServer(() => say('never'));
  child.on('message', (message) => {
    say('child says', JSON.stringify(message));
    if (message === 'served') {
      second.listen(0, '127.0.0.1', () => child.send('server', second));
    } else if (message === 'listening') {
      const { port } = second.address();
      second.close();
      visit(port, () => child.send('plain'));
    }
  });
  child.on('close', (code) => {
    say('end', code);
    console.log(lines.sort().join('\n'));
  });
  try {
    child.send('x', {});
  } catch (error) {
    say(error.code, error.message);
  }
  try {
    child.send();
  } catch (error) {
    say(error.code, error.message);
  }
  try {
    child.send(() => {});
  } catch (error) {
    say(error.code);
  }
}
