// The operators on Readable.prototype (map, filter, …) as small functions that load the real ones when called.

const Readable = require('stream/readable');

function define(name, length, call) {
  const method = {
    [name](...args) {
      if (new.target) {
        const { codes: { ERR_ILLEGAL_CONSTRUCTOR } } = require('internal/errors');
        throw new ERR_ILLEGAL_CONSTRUCTOR();
      }
      return call(this, args);
    },
  }[name];
  Object.defineProperty(method, 'length', { value: length, configurable: true });
  Object.defineProperty(Readable.prototype, name, {
    value: method, enumerable: false, configurable: true, writable: true,
  });
}

for (const [name, length] of [['drop', 1], ['filter', 2], ['flatMap', 2], ['map', 2], ['take', 1]]) {
  define(name, length, (stream, args) =>
    require('stream/from').from(Readable, require('stream/operators')[name].apply(stream, args)));
}
define('compose', 2, (stream, args) => require('stream/compose').composeOperator.apply(stream, args));
for (const [name, length] of [
  ['every', 1], ['forEach', 2], ['reduce', 3], ['toArray', 1], ['some', 1], ['find', 2],
]) {
  define(name, length, (stream, args) => require('stream/operators')[name].apply(stream, args));
}
