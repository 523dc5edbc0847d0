// Deep chains of each kind take their turns one by one, and the timer waits for all of them.
setTimeout(() => console.log('timer last'), 0);
let ticks = 0;
let microtasks = 0;
(function tick() {
  if (++ticks < 1000) process.nextTick(tick);
  else console.log('ticks', ticks, 'microtasks', microtasks);
})();
(function microtask() {
  if (++microtasks < 1000) queueMicrotask(microtask);
  else console.log('microtasks', microtasks, 'ticks', ticks);
})();
