// A signal ends the waiting, its listener may throw, and an uncaught exception is told as always.
process.on('uncaughtException', (error, origin) => {
  console.log(error.message, origin);
  clearInterval(keep);
});
process.on('SIGINT', () => {
  Promise.resolve().then(() => console.log('promise'));
  process.nextTick(() => console.log('tick'));
  throw new Error('from the listener');
});
const keep = setInterval(() => {}, 1e6);
setImmediate(() => process.kill(process.pid, 'SIGINT'));
