// A timer that is due and that an earlier one of the same turn clears does not fire.
const first = setTimeout(() => {
  console.log('first clears second');
  clearTimeout(second);
}, 1);
const second = setTimeout(() => console.log('never'), 1);
setTimeout(() => {
  console.log('third clears itself and the first, which has fired');
  clearTimeout(first);
  clearTimeout(third);
}, 1);
const third = setTimeout(() => console.log('never either'), 1);
clearTimeout(undefined);
clearTimeout(null);
clearTimeout({});
clearTimeout('no timer');
