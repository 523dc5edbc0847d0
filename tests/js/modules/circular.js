// A circle of requires: each sees what the other has exported so far.
console.log('main starts');
const a = require('./fixtures/circle-a');
const b = require('./fixtures/circle-b');
console.log('in main', a.done, b.done, a.seen, b.seen);
console.log(require('./fixtures/circle-self').before);
