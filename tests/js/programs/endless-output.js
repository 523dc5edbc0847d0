// Prints for as long as it is let.
let count = 0;
(function more() {
  for (let i = 0; i < 100; i++) console.log('line', count++);
  if (count < 100000) setImmediate(more);
})();
