// Timers that are armed again: by refresh, by clearing and setting, from within themselves.
const once = setTimeout(() => console.log('once'), 1);
clearTimeout(once);
clearTimeout(once);

let rounds = 0;
const refreshed = setTimeout(() => {
  console.log('refreshed', ++rounds);
  if (rounds < 3) refreshed.refresh();
  else setTimeout(rhythm, 1);
  process.nextTick(() => console.log('tick of round', rounds));
}, 2);

function rhythm() {
  let ticks = 0;
  const interval = setInterval(() => {
    console.log('interval', ++ticks);
    setImmediate(() => console.log('immediate of interval', ticks));
    if (ticks === 3) {
      clearInterval(interval);
      console.log('cleared itself');
      after();
    }
  }, 15);
}

function after() {
  // One that clears another of the same moment, and asks for a third in its place.
  const first = setTimeout(() => {
    console.log('first');
    clearTimeout(second);
    setImmediate(() => console.log('immediate of the first'));
    setTimeout(() => {
      console.log('in place of the second');
      setTimeout(() => console.log('inner'), 0);
      setImmediate(() => console.log('before the inner one'));
      process.nextTick(() => console.log('tick'));
    }, 20);
  }, 1);
  const second = setTimeout(() => console.log('never'), 1);
  setTimeout(() => console.log('third'), 1);
  console.log(first.hasRef(), second.hasRef());
  // All of them are due when the loop looks again.
  for (const end = performance.now() + 5; performance.now() < end;);
}
