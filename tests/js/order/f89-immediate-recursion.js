// Immediates that ask for immediates let timers have their turn.
let stopped = false;
setImmediate(function again() {
  if (!stopped) setImmediate(again);
  else console.log('stopped');
});
setTimeout(() => {
  stopped = true;
  console.log('timer');
}, 5);
