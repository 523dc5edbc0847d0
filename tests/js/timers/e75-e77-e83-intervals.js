// Scenarios 75, 77 and 83: an interval whose callback takes longer than its period lets everybody else have a turn.
const log = (...words) => console.log(words.join(' '));
const busy = (ms) => { for (const end = performance.now() + ms; performance.now() < end;); };

let count = 0;
const slow = setInterval(() => {
  log('interval', ++count);
  setImmediate(() => log('immediate', count));
  busy(12);
  if (count === 4) {
    clearInterval(slow);
    next();
  }
}, 5);

// A timeout is due after its duration from when it was made, though the loop has read no clock since long before.
function next() {
  busy(20);
  const start = performance.now();
  setTimeout(() => {
    const late = performance.now() - start;
    log('not before its time', late > 28);
    changed();
  }, 30);
}

// What a callback does to its own timer holds.
function changed() {
  let turns = 0;
  const once = setTimeout(() => {
    log('turn', ++turns);
    if (turns < 3) once._repeat = 1;
    else once._repeat = null;
  }, 1);
  const stopped = setInterval(() => { log('stopped by its duration'); stopped._idleTimeout = -1; }, 1);
  const taken = setInterval(() => { log('its callback was taken away'); taken._onTimeout = null; }, 1);
  const refreshed = setInterval(() => {
    refreshed.count = (refreshed.count ?? 0) + 1;
    refreshed.refresh();
    if (refreshed.count < 2) return;
    refreshed.close();
    setTimeout(afterwards, 20);
  }, 1);
  const afterwards = () => {
    log('refreshed', refreshed.count);
    const again = setTimeout(() => {
      log('again');
      if (again.done) return;
      again.done = true;
      setTimeout(() => log('destroyed', again._destroyed, again.refresh()._destroyed), 5);
    }, 1);
  };
}
