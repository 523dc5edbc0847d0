// A timer set in a timer runs in a later turn: an immediate of the same callback comes before it.
setTimeout(() => {
  console.log('outer');
  setTimeout(() => console.log('inner timer'), 0);
  setImmediate(() => console.log('inner immediate'));
  process.nextTick(() => console.log('inner tick'));
}, 1);
