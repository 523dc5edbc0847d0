// Who waits by looking at the clock, or turn by turn, sees the time pass.
const spin = (now, end) => {
  while (now() < end);
};
spin(Date.now, Date.now() + 100);
spin(() => performance.now(), performance.now() + 100);
spin(() => process.hrtime.bigint(), process.hrtime.bigint() + 100_000_000n);
spin(() => process.uptime(), process.uptime() + 0.1);
console.log(performance.now() >= 400, performance.now() < 1000);

let turns = 0;
let fired = false;
setTimeout(() => { fired = true; }, 100);
(function turn() {
  turns++;
  if (!fired) return setImmediate(turn);
  console.log(turns > 1000, performance.now() >= 500);
})();
