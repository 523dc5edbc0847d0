// Listeners are told in order; those that change the list change only the next emit.
const EventEmitter = require('events');
const ee = new EventEmitter();
const log = (...words) => console.log(words.join(' '));

ee.on('newListener', (type, fn) => log('new', String(type), fn.name));
ee.on('removeListener', (type, fn) => log('gone', String(type), (fn.listener || fn).name));
function first(...args) { log('first', args.length, args.join()); ee.removeListener('x', second); ee.on('x', third); }
function second(...args) { log('second', args.length, args.join()); }
function third(...args) { log('third', args.length, args.join()); }
function zero(...args) { log('zero', this === ee, args.length); }
ee.on('x', first);
ee.on('x', second);
ee.prependOnceListener('x', zero);
log(ee.listenerCount('x'), ee.listeners('x').map((f) => f.name), ee.rawListeners('x')[0].listener === zero);
log(ee.emit('x', 1, undefined));
log(ee.emit('x', undefined));
log(ee.emit('x'), ee.emit('x', 1, 2, 3, 4, 5), ee.emit('nothing'));
log(ee.eventNames(), ee.listenerCount('x'), ee.listenerCount('x', third));
ee.removeAllListeners('x');
log(ee.eventNames(), ee._eventsCount, Object.getPrototypeOf(ee._events));
ee.removeAllListeners();
log(ee._eventsCount, ee.eventNames().length);

// A single listener is stored as itself, several as an array.
ee.on('y', first);
log(typeof ee._events.y);
ee.on('y', second);
log(Array.isArray(ee._events.y));
ee.off('y', first);
log(ee._events.y === second);

for (const bad of [undefined, null, {}, 'f']) {
  try { ee.on('z', bad); } catch (error) { log(error.name, error.code, error.message); }
}
try { ee.setMaxListeners(-1); } catch (error) { log(error.code, error.message); }
log(ee.getMaxListeners(), ee.setMaxListeners(3).getMaxListeners(), EventEmitter.defaultMaxListeners);

// Old style: no new, no call of the constructor at all.
function Old() {}
Old.prototype = Object.create(EventEmitter.prototype);
const old = new Old();
log(old.emit('a'), old.listenerCount('a'), old.eventNames().length);
old.once('a', (...args) => log('old', args));
log(old.emit('a', 'b', 'c'), old.emit('a'));
