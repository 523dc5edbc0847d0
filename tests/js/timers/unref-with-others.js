// They do fire while something else holds the loop.
let seen = 0;
const timer = setInterval(() => seen++, 1).unref();
setTimeout(() => {
  console.log(seen > 0);
  timer.ref();
  setTimeout(() => clearInterval(timer), 5);
}, 50);
