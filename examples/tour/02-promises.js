// Where do promises run?
setTimeout(function first() {
  Promise.resolve().then(function promised() { console.log('  a promise of the first timer'); });
  process.nextTick(function tick() { console.log('  a tick of the first timer'); });
  console.log('the first timer');
}, 10);
setTimeout(function second() {
  console.log('the second timer');
}, 10);
