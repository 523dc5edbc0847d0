// Events are calls, not turns: emit returns after the last listener.
const EventEmitter = require('events');
const emitter = new EventEmitter();
emitter.on('x', () => console.log('first'));
emitter.once('x', () => {
  console.log('once');
  process.nextTick(() => console.log('tick'));
});
emitter.prependListener('x', () => console.log('prepended'));
console.log(emitter.emit('x'), 'emitted');
console.log(emitter.emit('x'), 'emitted again', emitter.listenerCount('x'));
console.log(emitter.emit('y'));
