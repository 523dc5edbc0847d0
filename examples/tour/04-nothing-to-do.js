// What does the loop do when there is nothing to do?
const before = process.cpuUsage();

setTimeout(function wake() {
  const { user, system } = process.cpuUsage(before);
  const worked = (user + system) / 1e6;
  console.log(worked < 0.5 ? 'a second has gone by, and most of it asleep' : 'a second has gone by, and all of it at work');
}, 1000);
