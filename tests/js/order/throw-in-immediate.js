// The same for immediates.
process.on('uncaughtException', (error, origin) => console.log('uncaught', error.message, origin));
setImmediate(() => {
  setImmediate(() => console.log('the next turn'));
  throw new Error('in immediate');
});
setImmediate(() => console.log('second'));
