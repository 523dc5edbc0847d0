// Clearing oneself, the other, and one that was cleared before, inside callbacks.
const a = setInterval(() => {
  console.log('a');
  clearInterval(a);
  clearInterval(a);
  clearTimeout(b);
}, 1);
const b = setTimeout(() => console.log('never'), 1);
const c = setTimeout(function () {
  console.log(this === c, this.constructor.name);
}, 2);
