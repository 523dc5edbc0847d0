// Immediates that ask for immediates let timers have their turn.
let turns = 0;
let stopped = false;
setImmediate(function again() {
  turns++;
  if (!stopped) setImmediate(again);
  else console.log('stopped after some turns', turns > 1);
});
setTimeout(() => {
  stopped = true;
  console.log('timer');
}, 5);
