// process.exit stops everything behind it at once; only the listeners of 'exit' run, and what they throw away is lost.
process.on('exit', (code) => {
  console.log('exit', code);
  process.exitCode = 4;
  queueMicrotask(() => console.log('never'));
  process.nextTick(() => console.log('never'));
});
process.on('exit', () => console.log('second listener'));
process.on('beforeExit', () => console.log('never'));
setImmediate(() => {
  setImmediate(() => console.log('never'));
  process.nextTick(() => {
    console.log('tick');
    queueMicrotask(() => {
      console.log('microtask');
      process.exit(3);
    });
    queueMicrotask(() => console.log('never'));
    process.nextTick(() => console.log('another tick'));
  });
});
