// With a listener the program goes on.
process.on('uncaughtException', (error, origin) => console.log('uncaught', error.message, origin));
process.on('exit', (code) => console.log('exit', code));
setTimeout(() => {
  setTimeout(() => console.log('goes on'), 1);
  throw new Error('in a timer');
}, 1);
Promise.reject(new Error('as rejection'));
