// Arms as many timers as the argument says, all of the same length, and ends when the last one has fired.
const count = Number(process.argv[2]);
let fired = 0;
function fire() {
  if (++fired === count) console.log('fired', fired);
}
for (let i = 0; i < count; i++) setTimeout(fire, 1);
