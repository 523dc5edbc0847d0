// Each kind nested into each other, five deep: where one ends, and in which turn the next begins.
const kinds = {
  tick: (run) => process.nextTick(run),
  microtask: (run) => queueMicrotask(run),
  immediate: (run) => setImmediate(run),
};
let turn = 0;
const heartbeat = () => {
  turn++;
  if (turn < 12) setImmediate(heartbeat);
};

function chain(name, path) {
  const [first, ...rest] = path;
  if (first === undefined) return;
  kinds[first](() => {
    console.log(`${name} ${first}, turn ${turn}, then ${rest.join(' ') || 'nothing'}`);
    chain(name, rest);
  });
}

setImmediate(() => {
  setImmediate(heartbeat);
  chain('A', ['tick', 'microtask', 'immediate', 'microtask', 'tick']);
  chain('B', ['microtask', 'tick', 'immediate', 'tick', 'microtask']);
  chain('C', ['immediate', 'immediate', 'microtask', 'immediate', 'tick']);
  chain('D', ['tick', 'tick', 'microtask', 'microtask', 'immediate']);
  chain('E', ['immediate', 'tick', 'immediate', 'microtask', 'immediate']);
});
