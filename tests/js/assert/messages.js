//@ node: 24
// What a failed assertion says.
const assert = require('assert');
const fails = (fn) => {
  try { fn(); console.log('passes'); } catch (error) {
    console.log(`${error.name} ${error.code} ${error.operator} ${error.generatedMessage}\n${error.message}\n---`);
  }
};
fails(() => assert.equal(1, 2)); fails(() => assert.equal(1, '1')); fails(() => assert.strictEqual(1, 2)); fails(() => assert.strictEqual(1, 2, 'own message'));
fails(() => assert.strictEqual('a long string here', 'a long string there')); fails(() => assert.strictEqual('a\nb\nc', 'a\nx\nc')); fails(() => assert.strictEqual(-0, 0));
fails(() => assert.strictEqual([1], [1])); fails(() => assert.notStrictEqual(1, 1)); fails(() => assert.notStrictEqual({}, {})); fails(() => assert.notEqual(1, '1'));
fails(() => assert.deepEqual({ a: 1 }, { a: 2 })); fails(() => assert.notDeepEqual({ a: 1 }, { a: '1' })); fails(() => assert.notDeepStrictEqual([1], [1]));
fails(() => assert.deepStrictEqual({ a: 1, b: [1, 2, { c: 3 }] }, { a: 1, b: [1, 2, { c: 4 }] })); fails(() => assert.deepStrictEqual([1, 2, 3], [1, 2]));
const list = Array.from({ length: 40 }, (_, i) => i); fails(() => assert.deepStrictEqual(list, list.map((n) => (n === 20 ? 'x' : n))));
fails(() => assert.deepStrictEqual(new Map([[1, 2]]), new Map([[1, 3]]))); fails(() => assert.deepStrictEqual(new Error('a'), new Error('b')));
fails(() => assert.partialDeepStrictEqual({ a: 1, b: 2 }, { b: 3 })); fails(() => assert.deepStrictEqual(NaN, 1)); fails(() => assert.deepStrictEqual([1], ['1']));
fails(() => assert.fail()); fails(() => assert.fail('stop')); fails(() => assert.ok(0, 'zero')); fails(() => assert.ok()); fails(() => assert(false, new TypeError('mine')));
fails(() => assert.match('abc', /x/)); fails(() => assert.doesNotMatch('abc', /b/)); fails(() => assert.match(5, /x/)); fails(() => assert.ifError(new Error('no')));
fails(() => assert.ifError(null)); fails(() => assert.strict.equal(1, '1')); fails(() => assert.equal(1)); fails(() => assert.equal(NaN, NaN)); fails(() => assert.deepEqual([1], ['1']));
const error = new assert.AssertionError({ actual: 1, expected: 2, operator: 'strictEqual' }); console.log(error.message, Object.keys(error), `${error}`);
