// 'listening' comes after the program, and after the ticks that were asked for before listen().
const server = require('net').createServer();
process.nextTick(() => console.log('tick before'));
server.listen(0, '127.0.0.1', () => {
  console.log('listening', server.listening);
  process.nextTick(() => console.log('tick in listening'));
  setImmediate(() => {
    console.log('immediate in listening');
    server.close(() => console.log('closed', server.listening));
    console.log('close called', server.listening);
  });
});
process.nextTick(() => console.log('tick after'));
Promise.resolve().then(() => console.log('promise'));
console.log('main', server.listening);
