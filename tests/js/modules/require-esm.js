//@ node: 22
// require() of an ES module without top-level await gives its namespace.
process.removeAllListeners('warning');
const live = require('./fixtures/live.mjs');
console.log(live.default, live.count, live[Symbol.toStringTag] ?? Object.prototype.toString.call(live));
live.increment();
console.log(live.count);
try {
  require('./fixtures/awaits.mjs');
} catch (error) {
  console.log(error.code);
}
