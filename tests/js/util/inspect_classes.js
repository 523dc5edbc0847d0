//@ node: 24
// Names of classes, objects without a prototype, tags, and objects that say themselves how they look.
const util = require('util');
const { inspect } = util;
const show = (...args) => console.log(inspect(...args));

class Point { constructor() { this.x = 1; } get far() { return 2; } }
class Deep extends Point { get [Symbol.toStringTag]() { return 'Tagged'; } }
show(new Point()); show(new Deep()); show(new (class extends Map {})([[1, 2]])); show(new (class List extends Array {})(3));
show(Object.create(null)); show(Object.assign(Object.create(null), { a: 1 })); show(Object.create({})); show(Object.create(new Point()));
for (const value of [new Map([[1, 2]]), new Set([1]), [1, 2], new Date(0), /a/, new Uint8Array(1), Object('s')]) {
  show(Object.setPrototypeOf(value, null));
}
show({ [Symbol.toStringTag]: 'Own' }); show(Object.assign(Object.create({ [Symbol.toStringTag]: 'Above' }), { a: 1 }));
show({ constructor: 'text' }); show({ constructor: function Named() {} }); show(Point.prototype); show(Map.prototype);
show(new (class Custom { [inspect.custom](depth, options, fn) { return `<${depth} ${options.compact} ${fn === inspect}>`; } })());
show({ in: { it: { [inspect.custom](depth) { return `depth ${depth}\nline`; } } } });
show({ [inspect.custom]() { return { instead: [1, 2] }; } }); show({ [inspect.custom]() { return 1; } }, { customInspect: false });
const plain = new Error('plain'); plain.stack = undefined; show(plain);
const short = (error) => { error.stack = `${error.name}: ${error.message}`; return error; };
show(short(new TypeError('wrong type'))); show(short(Object.assign(new RangeError('far'), { code: 'E', info: { a: [1] } })));
class ValidationError extends Error {} show(short(new ValidationError('v'))); show([short(new Error('in\nlist'))]);
show(short(new Error('with cause', { cause: short(new Error('the cause')) })));
show(short(new AggregateError([short(new Error('one')), 2], 'many')));
show({ error: short(Object.assign(new Error('named'), { name: 'Renamed' })) });
const shadow = new Error('frames'); shadow.stack = 'Error: frames\n    at f (/a/b.js:1:2)\n    at g (/a/b.js:3:4)'; show({ shadow });
show(new (class FooError extends Error { get name() { return 'Bar'; } })('x').name);
// The classes of the platform are classes, those of the language functions.
console.log([AbortController, AbortSignal, Map, Promise, Array, require('util').TextDecoder].map((value) => inspect(value)).join(' '));
