//@ node: 26
// Every kind of value as util.inspect prints it, and so console.log.
const { inspect } = require('util');
const show = (...args) => console.log(inspect(...args));

show('it\'s'); show('both \' and "'); show('all \' " `'); show('tab\t nul\0 \x7f \ud800 \u{1f600}');
show(0); show(-0); show(1e21); show(NaN); show(12345678901234567890n); show(Symbol('a b')); show(undefined); show(null);
show([]); show({}); show([1, , 3, , , 6]); show(Object.assign([1, 2], { extra: true, '-1': 0 }));
show([undefined, null, [[]], [[[]]], [[[[]]]]]);
show({ a: 1, 'b-c': 2, [Symbol('s')]: 3, 4: 5, ['__proto__']: 6 });
show({ a: { b: { c: { d: 1 } } } }); show({ a: { b: { c: { d: 1 } } } }, { depth: 0 });
show(new Map([['k', { v: [1] }], [{}, new Map()]])); show(new Set(['a', [1, 2], new Set([1])]));
show(new Date(0)); show(new Date(NaN)); show(/a\/b/gi); show(Object.assign(/x/, { note: 1 }));
show(new Uint8Array([1, 2, 3])); show(new Float64Array([1.5, -0])); show(new BigInt64Array([1n])); show(new ArrayBuffer(4));
show(new DataView(new ArrayBuffer(2), 1));
show(Object(1)); show(Object('text')); show(Object(false)); show(Object(1n)); show(Object(Symbol('q')));
show(Promise.resolve({ a: 1 })); show(new Promise(() => {})); const bad = Promise.reject(5); bad.catch(() => {}); show(bad);
show(function named() {}); show(() => {}); show(async () => {}); show(function* gen() {}); show(async function* both() {});
show(class A {}); show(class extends Array {}); show(class B extends Map {}); show(Object.assign(function f() {}, { a: 1 }));
show((function() { return arguments; })(1, 'x')); show(new WeakMap()); show(new WeakSet());
show(new Proxy({ a: 1 }, {})); show(new Proxy({ a: 1 }, { get() { throw new Error('never'); } }), { showProxy: true });
const revoked = Proxy.revocable({}, {}); revoked.revoke(); show(revoked.proxy);
const circle = { name: 'c', list: [] }; circle.self = circle; circle.list.push(circle, { circle }); show(circle);
show(Math); show(JSON); show([1, 2][Symbol.iterator]()); show(globalThis === global);
