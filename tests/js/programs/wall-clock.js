// Timers of three kinds beside a wall clock that somebody sets: its times tell that it jumps, and the order of the timers
// that they do not care.
const order = [];
const walls = [];
const start = performance.now();
for (const delay of [10, 20, 30]) setTimeout(() => order.push(delay), delay);
let beats = 0;
const interval = setInterval(() => {
  walls.push(Date.now(), new Date().getTime());
  if (++beats < 10) return;
  clearInterval(interval);
  setTimeout(() => {
    const jumps = walls.some((wall, index) => index > 0 && Math.abs(wall - walls[index - 1]) > 3.5e6);
    const elapsed = performance.now() - start;
    console.log('order', order.join(' '), 'beats', beats, 'jumps', jumps, 'in time', elapsed >= 40 && elapsed < 3e6);
  }, 10);
}, 5);
