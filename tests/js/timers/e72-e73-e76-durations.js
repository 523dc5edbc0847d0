// Scenarios 72, 73 and 76: the order of timers with different durations: by when their list falls due, lists of one time by
// their age.
const log = [];
const busy = (ms) => { for (const end = performance.now() + ms; performance.now() < end;); };

// Arms timers of all these durations within one millisecond of the loop's clock: begins when one begins, and begins again
// if it did not get through.
function arm(durations) {
  for (;;) {
    const clock = () => {
      const probe = setTimeout(() => {}, 1e6);
      clearTimeout(probe);
      return probe._idleStart;
    };
    const before = clock();
    while (clock() === before);
    const timers = durations.map((ms) => setTimeout(() => log.push(ms), ms));
    if (timers[0]._idleStart === timers.at(-1)._idleStart) return;
    timers.forEach(clearTimeout);
  }
}

// All of these are due when the loop first looks.
arm([9, 3, 7, 1, 5, 3, 9, 0, 2, 8, 1.9, 4, 6, '2', 1.2]);
busy(30);

setTimeout(() => {
  console.log(log.join(' '));
  nested();
}, 40);

// Takes down so many names, shows them, and goes on.
function inOrder(count, next) {
  const names = [];
  return (name) => {
    if (names.push(name) < count) return;
    console.log(names.join(' '));
    next();
  };
}

// A timer that is made while timers fire waits for another pass, however late it is.
function nested() {
  const note = inOrder(6, emptied);
  setTimeout(() => {
    note('a');
    setTimeout(note, 1, 'a1');
    setTimeout(note, 0, 'a0');
    setImmediate(note, 'immediate');
    busy(10);
  }, 5);
  setTimeout(note, 5, 'b');
  setTimeout(note, 6, 'c');
  busy(10);
}

// A list that was emptied by clearing is forgotten; the next one of the same duration is younger.
function emptied() {
  const note = inOrder(3, crowd);
  const first = setTimeout(note, 10, 'never');
  setTimeout(note, 9, 'nine');
  clearTimeout(first);
  busy(2);
  setTimeout(note, 10, 'ten');
  setTimeout(note, 9, 'nine again');
  busy(30);
}

// A hundred thousand timers of a thousand durations, nine of ten cleared.
function crowd() {
  const count = 100000;
  const fired = [];
  const timers = [];
  for (let i = 0; i < count; i++) timers.push(setTimeout(() => fired.push(i), 1 + i % 1000));
  for (let i = 0; i < count; i++) if (i % 10 !== 0) clearTimeout(timers[i]);
  setTimeout(() => {
    let inOrder = true;
    for (let i = 1; i < fired.length; i++) {
      const [a, b] = [fired[i - 1], fired[i]];
      if (a % 1000 === b % 1000 && a > b) inOrder = false;
    }
    console.log(fired.length, inOrder, new Set(fired).size);
  }, 1200);
}
