// The type checks look at what a value is, not at its prototype.
const { types } = require('util');
const values = {
  array: [], buffer: new ArrayBuffer(1), shared: new SharedArrayBuffer(1), view: new DataView(new ArrayBuffer(1)), bytes: new Uint8Array(1),
  big: new BigInt64Array(1), date: new Date(), fake: Object.create(Date.prototype), regexp: /x/, map: new Map(), set: new Set(),
  weakMap: new WeakMap(), weakSet: new WeakSet(), mapIterator: new Map().keys(), setIterator: new Set().values(), promise: Promise.resolve(),
  thenable: { then() {} }, error: new TypeError('x'), fakeError: Object.create(Error.prototype), number: Object(1), string: Object('s'),
  boolean: Object(true), bigint: Object(1n), symbol: Object(Symbol.iterator), proxy: new Proxy({}, {}), generator: (function* () {})(),
  generatorFunction: function* () {}, asyncFunction: async () => {}, args: (function() { return arguments; })(), plain: {}, primitive: 1,
};
for (const [name, value] of Object.entries(values)) {
  const names = Object.keys(types).filter((key) => types[key](value)).sort();
  console.log(name.padEnd(18), names.join(' '));
}
console.log(require('util/types') === types, require('node:util').types === types);
