// The same between immediates; one that an immediate asks for waits for the next turn.
for (const name of ['a', 'b']) {
  setImmediate(() => {
    console.log('immediate', name);
    process.nextTick(() => console.log('tick of', name));
    Promise.resolve().then(() => console.log('promise of', name));
    setImmediate(() => console.log('next turn, from', name));
  });
}
