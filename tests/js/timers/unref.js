// Timers that do not hold the loop never fire when nothing else does.
setTimeout(() => console.log('never'), 2 ** 30).unref();
setInterval(() => console.log('never'), 2 ** 30).unref();
const back = setTimeout(() => console.log('held again'), 5);
back.unref();
back.ref();
