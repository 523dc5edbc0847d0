setImmediate(() => {
  process.exit(5);
});
setImmediate(() => console.log('never'));
