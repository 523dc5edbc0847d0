// What one file declares stays its own; what it puts on the global object is everybody's.
var mine = 1;
implied = 2;
globalThis.shared = 3;
console.log(typeof globalThis.mine, globalThis.implied, require('./fixtures/sees'));
console.log(global === globalThis, typeof window, this === globalThis, (function () { return this === globalThis; })());
