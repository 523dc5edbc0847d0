// Why does the first line print last?
setTimeout(function later() {
  console.log('asked for first');
}, 0);
console.log('asked for second');
console.log('asked for third');
