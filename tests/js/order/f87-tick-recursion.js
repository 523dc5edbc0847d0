// Scenario 87: ticks that make ticks starve everybody else, by specification, and for as long as they please: but they
// fill neither the stack nor the memory, and afterwards all others are served in their order.
const start = performance.now();
let ticks = 0;
let others = 0;
setTimeout(() => { others++; console.log('timer'); }, 1);
setImmediate(() => { others++; console.log('immediate'); });
Promise.resolve().then(() => { others++; console.log('job'); });
process.nextTick(function again() {
  ticks++;
  if (ticks < 100000 || performance.now() - start < 30) return process.nextTick(again);
  console.log('many ticks', ticks >= 100000, 'others', others);
});
