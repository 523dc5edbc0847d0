// Query strings, read and written.
const qs = require('querystring');
for (const text of ['', 'a=1&b=2', 'a=1&a=2&a=3', 'a', 'a=', '=a', '&', 'a&b=c', 'a==b', 'a=%20b+c', 'a=%zz', 'a=%E4%BD%A0', 'a=%E4', '%61=1',
  'a=1&&b', 'a;b', '__proto__=1', 'a[]=1', 'x=%25%', 'a+b=c+d']) console.log(JSON.stringify(text), JSON.stringify(qs.parse(text)));
console.log(qs.parse('a:1;b:2', ';', ':'), qs.parse('a=>1&&b=>2', '&&', '=>'), qs.parse('a=1&b=2&c=3', null, null, { maxKeys: 2 }));
console.log(qs.parse('a=%41', '&', '=', { decodeURIComponent: (text) => `<${text}>` }), Object.getPrototypeOf(qs.parse('a')));
console.log(qs.stringify({ a: 1, b: [1, 'x y'], c: [], d: null, e: undefined, f: NaN, g: 1n, h: true, i: {}, 'k&': '\u00e9=' }), qs.stringify('x'));
console.log(qs.stringify({ a: 1, b: [2, 3] }, ';', ':'), qs.stringify({ a: '!' }, '&', '=', { encodeURIComponent: (text) => `<${text}>` }));
console.log(qs.escape("-_.!~*'() ;/?:@&=+$,#\u20ac"), qs.unescape('a%20b%'), qs.unescapeBuffer('a%20%zz').toString(), qs.decode === qs.parse);
try { qs.escape('\ud800'); } catch (error) { console.log(error.name, error.code, error.message); }
