// In the exit listener itself: the new code counts, and later listeners do not run.
process.on('exit', (code) => {
  console.log('first', code);
  process.exit(12);
});
process.on('exit', () => console.log('never'));
