// In the middle of nested calls, loops, getters, callbacks of built-ins, with catch and finally around.
function deep(n) {
  try {
    if (n > 0) return deep(n - 1);
    [3, 1, 2].sort((a, b) => {
      ({ get value() { return [1].map(() => process.exit(9)); } }).value;
      return a - b;
    });
  } catch (error) {
    console.log('never', error);
  } finally {
    console.log('never');
  }
}
process.on('exit', (code) => console.log('exit', code));
deep(20);
