// Whatever the order of making, timers fire in the order in which they are due: the shorter ones first, unless the machine
// stands still between the making of one and of the next.
const fired = [];
const lengths = [400, 10, 200, undefined];
for (const length of lengths) {
  const timer = setTimeout(() => {
    fired.push(due);
    if (fired.length === lengths.length) console.log('in order', fired.every((time, index) => index === 0 || fired[index - 1] <= time));
  }, length);
  const due = timer._idleStart + timer._idleTimeout;
}
console.log('nothing yet', fired.length);
