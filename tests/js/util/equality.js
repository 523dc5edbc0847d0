//@ node: 24
// Deep equality, loose and strict, compared over all pairs of a list of values.
const assert = require('assert');
const { isDeepStrictEqual } = require('util');
class A { constructor(x) { this.x = x; } } class B extends A {}
const loop = () => { const o = { n: 1 }; o.self = o; return o; };
const make = () => [0, -0, 1, '1', NaN, null, undefined, true, '', [], [1], ['1'], [1, 2], [, 1], [undefined, 1], {}, { a: 1 }, { a: '1' },
  { a: 1, b: 2 }, { b: 2, a: 1 }, { a: undefined }, new A(1), new B(1), Object.create(null), new Date(0), new Date(1), /a/, /a/g,
  new Map([[1, { a: 1 }]]), new Map([['1', { a: 1 }]]), new Map([[{ k: 1 }, 2]]), new Set([1, { a: 1 }]), new Set([{ a: 1 }, 1]),
  new Set(['1']), new Set([1]), new Error('a'), new Error('b'), new TypeError('a'), new Error('a', { cause: 1 }), new Uint8Array([1, 2]),
  new Int8Array([1, 2]), new Float32Array([0]), new Float32Array([-0]), new ArrayBuffer(2), Object(1), Object('1'), Symbol.iterator, loop(),
  { [Symbol.for('s')]: 1 }, { [Symbol.for('s')]: 2 }, [{ a: 1, b: [2, 3] }], [{ a: 1 }]];
const left = make();
const right = make();
const holds = (fn, a, b) => { try { fn(a, b); return '='; } catch { return '.'; } };
for (const [name, fn] of [['loose', assert.deepEqual], ['strict', assert.deepStrictEqual], ['partial', assert.partialDeepStrictEqual]]) {
  console.log(name);
  for (const a of left) console.log(right.map((b) => holds(fn, a, b)).join(''));
}
console.log(left.every((a, i) => isDeepStrictEqual(a, right[i])), isDeepStrictEqual(new A(1), { x: 1 }), isDeepStrictEqual([1], [2]));
