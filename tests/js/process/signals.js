// A listener of a signal: what it gets, how often, and in which order with others of the loop.
process.on('SIGUSR2', function (...args) {
  console.log('heard', args, this === process);
});
process.once('SIGUSR2', (name) => console.log('once', name));
for (let n = 0; n < 3; n++) console.log(process.kill(process.pid, 'SIGUSR2'));
console.log('sent', process.listenerCount('SIGUSR2'));
process.nextTick(() => console.log('tick'));

setTimeout(() => {
  // Numbers do as well as names, and several signals come in the order of sending.
  process.once('SIGTERM', (...args) => console.log(...args));
  process.once('SIGHUP', (...args) => console.log(...args));
  process.kill(process.pid, 1);
  process.kill(String(process.pid));
  setTimeout(() => console.log(process.listenerCount('SIGTERM'), process.listenerCount('SIGHUP')), 20);
}, 20);
// The listener of SIGUSR2 does not keep the program alive.
