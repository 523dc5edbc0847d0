//@ node: 24
// Which errors throws, rejects and their opposites accept.
const assert = require('assert');
const line = (error) => console.log(error.name, error.code ?? '', JSON.stringify(error.message.split('\n    at')[0]));
const attempt = (fn) => { try { fn(); console.log('passes'); } catch (error) { line(error); } };
const boom = () => { throw Object.assign(new TypeError('wrong value'), { code: 'E_WRONG' }); };
const named = function named() { return false; };
for (const expected of [undefined, TypeError, RangeError, Error, /wrong/, /right/, { message: 'wrong value' }, { message: /val/, name: 'TypeError' }, { code: 'E_OTHER' },
  new TypeError('wrong value'), (error) => error.code === 'E_WRONG', named, {}, 5, 'wrong value', 'a message']) attempt(() => assert.throws(boom, ...(expected === undefined ? [] : [expected])));
attempt(() => assert.throws(() => {})); attempt(() => assert.throws(() => {}, RangeError, 'note')); attempt(() => assert.throws('x')); attempt(() => assert.throws(boom, /x/, 'note'));
attempt(() => assert.doesNotThrow(() => {})); attempt(() => assert.doesNotThrow(boom)); attempt(() => assert.doesNotThrow(boom, TypeError, 'note')); attempt(() => assert.doesNotThrow(boom, RangeError));
(async () => {
  const later = async (fn, ...args) => { try { await fn(...args); console.log('passes'); } catch (error) { line(error); } };
  await later(assert.rejects, Promise.reject(new Error('r')), /r/); await later(assert.rejects, async () => 1); await later(assert.rejects, () => 1);
  await later(assert.rejects, 5); await later(assert.doesNotReject, async () => 1); await later(assert.doesNotReject, Promise.reject(new Error('r')));
})();
