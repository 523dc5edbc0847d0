// A hundred thousand timers, nine of ten of them cleared.
const timers = [];
let fired = 0;
for (let i = 0; i < 100000; i++) timers.push(setTimeout(() => fired++, i % 50));
timers.forEach((timer, index) => index % 10 && clearTimeout(timer));
setTimeout(() => console.log(fired), 300);
