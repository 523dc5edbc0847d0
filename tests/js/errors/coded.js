//@ node: 24
// Errors with a code: what they are called, say and carry.
const util = require('util');
const show = (call) => {
  try { call(); } catch (error) {
    console.log(error.name, '|', error.code, '|', error.message, '|', `${error}` === `${error.name} [${error.code}]: ${error.message}`);
    console.log(error.constructor === globalThis[error.name], Object.keys(error).join(), error.stack.split('\n')[0] === `${error}`.split('\n')[0]);
  }
};
const { EventEmitter } = require('events');
const wrong = [undefined, null, 5, -0, NaN, 12n, true, 'short', 'it\'s quite a long string of text', Symbol('s'), [], {}, Object.create(null), new Map(),
  () => {}, function named() {}, class Klass {}, new Date(0)];
for (const value of wrong) show(() => Buffer.from('x').equals(value));
show(() => new EventEmitter().on('x', 'not a function')); show(() => util.promisify(5)); show(() => util.inherits()); show(() => Buffer.alloc('x'));
show(() => Buffer.alloc(-1)); show(() => Buffer.from(5)); show(() => Buffer.from('a', 'nope')); show(() => Buffer.alloc(1).readInt32LE(9)); show(() => new util.TextDecoder('nope'));
show(() => util.parseArgs({ options: 5 })); show(() => require('path').join(5)); show(() => new (require('string_decoder').StringDecoder)('q'));
show(() => util.styleText('x', 'y')); show(() => setTimeout('x')); show(() => process.nextTick(5)); show(() => EventEmitter.defaultMaxListeners = -1);
show(() => { new EventEmitter().emit('error', 5); });
