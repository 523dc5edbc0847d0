// lodash: what one does with collections, objects, functions and strings.
const _ = require('lodash');
const fp = require('lodash/fp');

const people = [
  { name: 'Ada', born: 1815, tags: ['maths'] },
  { name: 'Grace', born: 1906, tags: ['navy', 'maths'] },
  { name: 'Alan', born: 1912, tags: [] },
];
console.log(_.groupBy(people, (p) => (p.born < 1900 ? 'before' : 'after')));
console.log(_.orderBy(people, ['tags.length', 'name'], ['desc', 'asc']).map((p) => p.name));
console.log(_.keyBy(people, 'name').Ada.born, _.sumBy(people, 'born'), _.maxBy(people, 'born').name);
console.log(_(people).filter({ name: 'Grace' }).flatMap('tags').uniq().value());
console.log(_.chunk([1, 2, 3, 4, 5], 2), _.zipObject(['a', 'b'], [1, 2]), _.range(0, 10, 3));
console.log(_.merge({ a: { b: 1, list: [1, 2] } }, { a: { c: 2, list: [9] } }));
console.log(_.get({ a: [{ b: { c: 3 } }] }, 'a[0].b.c'), _.set({}, 'x.y[1]', 'z'), _.has({ a: { b: 1 } }, 'a.b'));

const original = { date: new Date(0), map: new Map([['k', { deep: true }]]), bytes: Buffer.from('x'), re: /a/gi };
original.self = original;
const copy = _.cloneDeep(original);
console.log(copy !== original, copy.self === copy, copy.map.get('k') !== original.map.get('k'), copy);
console.log(_.isEqual({ a: new Set([1, 2]) }, { a: new Set([1, 2]) }), _.isEqual(NaN, NaN), _.isPlainObject(new Map()));

console.log(_.camelCase('hello big-world'), _.kebabCase('helloBigWorld'), _.startCase('déjà vu'), _.deburr('déjà'));
console.log(_.words('fred, barney & pebbles'), _.truncate('a long sentence here', { length: 12 }), _.escape('<a & b>'));
console.log(_.template('<% people.forEach((p) => { %><%- p.name %>;<% }) %>')({ people }));
console.log(_.padStart('7', 3, '0'), _.upperFirst('x'), _.repeat('ab', 2));

const curried = _.curry((a, b, c) => a + b + c);
console.log(curried(1)(2)(3), curried(1, 2)(3), curried(1)(_, 3)(2), _.flow([_.trim, _.toUpper])(' x '));
const once = _.once(() => console.log('once'));
once();
once();
const memo = _.memoize((n) => n * n);
console.log(memo(4), memo.cache.has(4), fp.flow(fp.map('born'), fp.filter((n) => n > 1900), fp.sum)(people));

let calls = 0;
const debounced = _.debounce((value) => {
  console.log('debounced', ++calls, value);
  const throttled = _.throttle((n) => console.log('throttled', n), 600_000);
  for (let n = 0; n < 5; n++) throttled(n);
  throttled.cancel();
}, 20);
_.defer(() => {
  console.log('deferred');
  for (const value of ['a', 'b', 'c']) debounced(value);
});
