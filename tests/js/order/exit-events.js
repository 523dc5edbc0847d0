// beforeExit comes each time that nothing is left, and may give more to do; exit comes once, and only
// microtasks come after it.
let round = 0;
process.on('beforeExit', (code) => {
  console.log('beforeExit', code, ++round);
  if (round === 1) setTimeout(() => console.log('one more timer'), 1);
  if (round === 2) setImmediate(() => console.log('one more immediate'));
});
process.on('exit', (code) => {
  console.log('exit', code);
  process.nextTick(() => console.log('never a tick'));
  setTimeout(() => console.log('never a timer'), 0);
  Promise.resolve().then(() => console.log('microtask of exit'));
});
console.log('main');
