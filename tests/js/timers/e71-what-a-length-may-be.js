// Scenario 71: what a length may be, and what it is taken for. (Node warns of some on stderr.)
process.emitWarning = () => {};
const lengths = [
  NaN, -5, -0, 0, 0.5, 1.9, 999.999, 2 ** 31 - 1, 2 ** 31, 2 ** 32 + 1, 1e20, Infinity, -Infinity,
  '7', ' 12 ', '0x10', '1e3', '', 'x', undefined, null, true, false, {}, [], [30], [1, 2], () => {},
  { valueOf: () => 9 }, { toString: () => '11' }, new Number(13),
];
for (const length of lengths) {
  const timers = [setTimeout(() => console.log('never'), length), setInterval(() => console.log('never'), length)];
  console.log(typeof length, String(length), ...timers.map((timer) => timer._idleTimeout));
  timers.forEach(clearTimeout);
}

// What cannot become a number is refused at once, and no timer is made.
const refused = [10n, Symbol('s'), { valueOf() { throw new RangeError('mine'); } }, Object.create(null)];
for (const length of refused) {
  for (const make of [setTimeout, setInterval]) {
    try {
      make(() => console.log('never'), length);
      console.log('taken');
    } catch (error) {
      console.log(make.name, typeof length, error.name);
    }
  }
}

// All that do not fit mean 1 ms, so these fire in the order of making, and before a longer one.
for (const length of [2 ** 31, 1e20, Infinity, NaN, -5, '']) setTimeout(() => console.log('fired', length), length);
setTimeout(() => console.log('later'), 60);
