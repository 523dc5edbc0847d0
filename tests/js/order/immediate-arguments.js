// Immediates take arguments, and one of them clears another of its own turn.
setImmediate(() => {
  console.log('first');
  clearImmediate(second);
});
const second = setImmediate(() => console.log('never'));
setImmediate((...args) => console.log('third', args.length, args), 1, 'two', [3]);
