// What does not hold the program: it ends without it, and beforeExit sees it still there.
const idle = setInterval(() => console.log('never'), 60000).unref();
console.log(idle.hasRef());

setTimeout(() => {
  console.log('timer');
  setTimeout(() => console.log('never: nobody waits'), 60000).unref();
  const held = setTimeout(() => {}, 60000);
  process.nextTick(() => {
    console.log('tick lets go');
    held.unref();
  });
}, 1).ref();

let asked = 0;
process.on('beforeExit', () => {
  console.log('beforeExit', ++asked);
  if (asked === 1) process.nextTick(() => console.log('a tick does not hold it'));
  if (asked === 1) queueMicrotask(() => console.log('nor does a microtask'));
});
process.on('exit', () => console.log('exit', idle.hasRef()));
