//@ node: 26
// When inspect breaks lines, puts lists into columns, and cuts short.
const { inspect } = require('util');
const show = (...args) => console.log(inspect(...args));

show(Array.from({ length: 120 }, (_, i) => i * 3)); show(Array.from({ length: 27 }, (_, i) => 'x'.repeat(i % 7)));
show(['\u4f60\u597d', 'a', 'bb', '\u4e16\u754c', 'ccc', '\u{1f600}', 'e\u0301', 'f']);
show(Array.from({ length: 10 }, (_, i) => ({ id: i, name: `n${i}` })));
show({ text: 'word '.repeat(30), lines: 'one\ntwo\n'.repeat(4), list: ['long '.repeat(20), 'a\nb'] });
show({ a: [1, 2, { b: new Map([['deep', { er: 1 }]]) }], f() {}, g: class X {}, h: null });
show({ first: 'a'.repeat(30), second: 'b'.repeat(30), third: 'c'.repeat(30) });
show([[1, 0, 0], [0, 1, 0], [0, 0, 1]]); show({ x: [[[[1]]]] }, { depth: Infinity });
const value = { n: 1234567.891, s: 'text', l: [1, 22, 333, 4444, 5, 6, 7], m: new Map([['a', { b: { c: {} } }]]), u: undefined };
for (const options of [{ compact: true }, { compact: false }, { compact: 1 }, { breakLength: 30 }, { breakLength: Infinity },
  { sorted: true }, { sorted: (a, b) => (a < b ? 1 : -1) }, { numericSeparator: true }, { colors: true },
  { maxArrayLength: 2 }, { maxArrayLength: 0 }, { maxStringLength: 2 }, { depth: null }, { depth: -1 }]) {
  show(value, options);
}
show('x'.repeat(10005).length); show(inspect('x'.repeat(10005)).slice(-30)); show({ a: 1 }, false, null, true);
show({ get a() { return 1; }, set a(v) {}, get b() { return { c: 1 }; }, set d(v) {} });
show({ get a() { return 1; }, set a(v) {}, get b() { return { c: 1 }; } }, { getters: true });
show({ get a() { return 1; }, set a(v) {}, get b() { return 2; } }, { getters: 'get' });
show(/(?<y>\d{2,4})-[a-z\u{41}]+?|\bx*$/u, { colors: true });
show([1, , 3], { showHidden: true }); show(Object.defineProperty({}, 'hidden', { value: 1 }), { showHidden: true });
console.log(inspect.defaultOptions); console.log(Object.keys(inspect.colors).length, inspect.styles.number);
