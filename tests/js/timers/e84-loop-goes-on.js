// Scenario 84: after an exception that was handled the later timers of the same turn fire, and so does what the handler
// itself makes.
process.on('uncaughtException', (error, origin) => {
  console.log('handled', error.message, origin);
  setTimeout(() => console.log('made by the handler of', error.message), 1);
});
setTimeout(() => { throw new Error('in a timer'); }, 1);
setTimeout(() => console.log('same turn'), 1);
setTimeout(async () => { throw new Error('in an async callback'); }, 1);
setTimeout(() => console.log('same turn, too'), 1);
for (const end = performance.now() + 5; performance.now() < end;);
process.on('exit', (code) => console.log('code', code));
