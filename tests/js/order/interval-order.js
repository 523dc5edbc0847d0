// An interval's ticks, microtasks and its own end.
let n = 0;
const timer = setInterval(() => {
  n++;
  console.log('interval', n);
  process.nextTick(() => console.log('tick', n));
  Promise.resolve(n).then((value) => console.log('promise', value));
  if (n === 3) {
    clearInterval(timer);
    setImmediate(() => console.log('immediate after the end'));
  }
}, 1);
