// Ticks and microtasks of one timer run before the next timer of the same moment.
for (const name of ['a', 'b', 'c']) {
  setTimeout(() => {
    console.log('timer', name);
    Promise.resolve().then(() => console.log('promise of', name));
    process.nextTick(() => {
      console.log('tick of', name);
      queueMicrotask(() => console.log('microtask of tick of', name));
    });
  }, 1);
}
