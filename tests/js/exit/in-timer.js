// In a timer: neither the later timers of the turn nor its own ticks run.
process.on('exit', (code) => console.log('exit', code));
setTimeout(() => {
  process.nextTick(() => console.log('never'));
  console.log('timer');
  process.exit(4);
}, 1);
setTimeout(() => console.log('never'), 1);
