// A timer that throws does not keep the later timers of its turn from firing.
process.on('uncaughtException', (error, origin) => console.log('uncaught', error.message, origin));
setTimeout(() => console.log('a'), 1);
setTimeout(() => {
  process.nextTick(() => console.log('tick of the thrower'));
  throw new Error('b');
}, 1);
setTimeout(() => console.log('c'), 1);
// All of them are due when the loop first looks.
for (const end = performance.now() + 5; performance.now() < end;);
