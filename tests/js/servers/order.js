// Tells in which order things happen around each request.
const server = require('net').createServer((socket) => {
  const log = [];
  const say = (word) => log.push(word);
  socket.on('error', () => {});
  socket.on('data', (data) => {
    say('data ' + data);
    setTimeout(() => say('timeout'), 0);
    setImmediate(() => {
      say('immediate');
      process.nextTick(() => say('tick of immediate'));
      setImmediate(() => {
        setTimeout(() => socket.end(log.join('\n') + '\n'), 20);
        say('second immediate');
      });
    });
    queueMicrotask(() => {
      say('microtask');
      process.nextTick(() => say('tick of microtask'));
    });
    process.nextTick(() => {
      say('tick');
      Promise.resolve().then(() => say('promise of tick'));
    });
    (async () => {
      say('async');
      await null;
      say('after await');
    })();
    say('data ends');
  });
});
server.listen(0, '127.0.0.1', () => console.log('listening', server.address().port));
