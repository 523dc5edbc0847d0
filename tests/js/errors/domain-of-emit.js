// An 'error' event without a listener throws; what is no error is wrapped.
const EventEmitter = require('events');
const emitter = new EventEmitter();
for (const value of [new Error('real'), 'text', undefined, { a: 1 }]) {
  try {
    emitter.emit('error', value);
  } catch (error) {
    console.log(error.name, error.code, error.message);
  }
}
emitter.on('error', (error) => console.log('listened', error));
console.log(emitter.emit('error', 1));
