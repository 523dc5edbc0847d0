// Scenario 88: promise jobs that make promise jobs starve timers, immediates, and ticks, by specification.
const start = performance.now();
let jobs = 0;
let others = 0;
setTimeout(() => { others++; console.log('timer'); }, 1);
setImmediate(() => { others++; console.log('immediate'); });

const goesOn = () => ++jobs < 100000 || performance.now() - start < 30;
function again() {
  if (goesOn()) return queueMicrotask(again);
  console.log('many jobs', jobs >= 100000, 'others', others);
  jobs = 0;
  (async () => {
    while (goesOn()) await null;
    console.log('many turns of await', jobs >= 100000, 'others', others);
  })();
}

queueMicrotask(() => {
  process.nextTick(() => { others++; console.log('tick'); });
  again();
});
