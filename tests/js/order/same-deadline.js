// Timers of one length fire in the order in which they were made, thousands of them.
const seen = [];
for (let i = 0; i < 5000; i++) setTimeout(() => seen.push(i), 5);
setTimeout(() => {
  console.log(seen.length, seen.every((value, index) => value === index));
}, 100);
