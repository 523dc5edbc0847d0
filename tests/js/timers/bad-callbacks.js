// What is no function is refused at once.
for (const make of [setTimeout, setInterval, setImmediate, queueMicrotask, process.nextTick]) {
  for (const callback of [undefined, null, 'code', 1, {}]) {
    try {
      make(callback);
      console.log(make.name, 'took', callback);
    } catch (error) {
      console.log(error.name, error.code, error.message);
    }
  }
}
