// Inside a callback of `fs`: ticks, microtasks, the immediate of the same turn, and only then a timer.
const fs = require('fs');

fs.stat(__filename, (error, stats) => {
  console.log('stat', error, stats.isFile());
  setImmediate(() => {
    console.log('immediate of stat');
    process.nextTick(() => console.log('tick of the immediate'));
  });
  setTimeout(() => {
    console.log('timeout of stat');
    fs.readFile(__filename, 'utf8', (_, text) => {
      console.log('readFile', text.length > 100);
      setImmediate(() => console.log('immediate of readFile'));
      Promise.resolve().then(() => console.log('promise of readFile'));
      process.nextTick(() => {
        console.log('tick of readFile');
        // Nothing that is asked of the system comes back at once, not even an error.
        let returned = false;
        fs.access('/nowhere/at/all', (missing) => console.log('access', missing.code, returned));
        returned = true;
      });
    });
  });
  queueMicrotask(() => console.log('microtask of stat'));
  process.nextTick(() => console.log('tick of stat'));
});

// What is synchronous leaves the queues alone.
process.nextTick(() => console.log('tick of main'));
console.log('main', fs.statSync(__filename).isFile());
