// `once` and `on` of events: a listener is a call, whoever awaits goes on in a microtask.
const { EventEmitter, on, once } = require('events');
const emitter = new EventEmitter();

(async () => {
  const [value] = await once(emitter, 'first');
  console.log('once', value);
  const seen = [];
  for await (const [item] of on(emitter, 'item', { close: ['end'] })) {
    console.log('item', item);
    seen.push(item);
  }
  console.log('all', seen.join());
  await once(emitter, 'wrong').catch((error) => console.log('rejected', error.message));
})();

emitter.on('first', () => console.log('listener of first'));
process.nextTick(() => {
  console.log('emits first', emitter.emit('first', 1));
  process.nextTick(() => console.log('tick'));
  queueMicrotask(() => console.log('microtask'));
});
setImmediate(() => {
  for (const item of ['a', 'b', 'c']) {
    emitter.emit('item', item);
    queueMicrotask(() => console.log('microtask after', item));
  }
  emitter.emit('end');
  setImmediate(() => {
    emitter.emit('error', new Error('expected'));
    console.log('emitted an error');
  });
});
