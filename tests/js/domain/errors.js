// Errors of callbacks and emitters go to the domain in which they began.
process.noDeprecation = true;
const domain = require('domain');
const EventEmitter = require('events');
const d = domain.create();
let told = 0;
d.on('error', (error) => {
  console.log(error.message, error.domain === d, error.domainThrown, process.domain === d);
  if (++told === 4) last();
});
const outside = new EventEmitter();
d.add(outside);
console.log(d.run(() => {
  setTimeout(() => { throw new Error('timeout'); }, 1);
  process.nextTick(() => { throw new Error('tick'); });
  const emitter = new EventEmitter();
  setTimeout(() => emitter.emit('error', new Error('emitted')), 5);
  setTimeout(() => outside.emit('error', new Error('added')), 10);
  return process.domain === d;
}), process.domain === d);
function last() {
  const inner = domain.create();
  inner.on('error', (error) => console.log('inner', error.message));
  inner.intercept((value) => console.log('never', value))(new Error('intercepted'));
  inner.intercept((value) => console.log('value', value))(null, 1);
  setTimeout(inner.bind(() => { throw new Error('bound'); }), 1);
}
