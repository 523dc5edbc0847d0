// Placeholders, and how what they do not take is appended.
const { format, formatWithOptions, stripVTControlCharacters } = require('util');
const show = (...args) => console.log(JSON.stringify(format(...args)));

show(); show(''); show('a', 'b', 3); show(1, 2, 'x'); show(null, 'a'); show('%s'); show('%s %s', 'one'); show('%s', 'a', 'b', { c: 1 });
for (const value of ['text', 42, -0, 9007199254740993n, true, null, undefined, Symbol('s'), () => 1, class Q {}, [1, [2, [3]]],
  { a: { b: { c: 1 } } }, new Date(0), Object.create(null), { toString() { return 'own'; } }, /re/, new Map([[1, 2]]), '']) {
  show('%s', value); if (Object(value) !== value || 'toString' in value) show('%d|%i|%f', value, value, value); show('%o', value); show('%O', value);
}
show('%j', { a: [1] }); const circle = {}; circle.c = circle; show('%j', circle); show('%j', undefined);
show('%c%s', 'css', 'x'); show('%%'); show('%%', 'x'); show('%%%s%%', 'hi'); show('100%', 'x'); show('%', 1); show('%x %s', 1);
show('%d%', 5); show('%i', '42px'); show('%f', '1.50'); show('%s:%s', undefined); show('a%', 1); show('%-s', 1);
console.log(JSON.stringify(formatWithOptions({ colors: true, compact: false }, '%s %d %O', 'a', 1, { b: 2 }, [3])));
console.log(formatWithOptions({ numericSeparator: true }, '%d', 1234567.8912));
console.log(JSON.stringify(stripVTControlCharacters('\u001b[31mred\u001b[0m \u001b]8;;http://a\u0007link\u001b]8;;\u0007')));
try { formatWithOptions(1, 'x'); } catch (error) { console.log(error.code, error.message); }
