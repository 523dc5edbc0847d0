// Tests run in order, with their hooks, and one that fails makes the program fail.
//@ node: 24
const { test, describe, it, before, after, beforeEach, afterEach, mock } = require('node:test');
const assert = require('assert');
const lines = [];
describe('suite', () => {
  before(() => lines.push('before'));
  after(() => lines.push('after'));
  beforeEach(() => lines.push('each'));
  afterEach(() => lines.push('each over'));
  it('a', () => { lines.push('a'); });
  it('b', (t, done) => setImmediate(() => { lines.push('b'); done(); }));
  it.skip('c', () => { lines.push('never'); });
});
test('subtests', async (t) => {
  await t.test('one', () => { lines.push('one'); });
  await t.test('two', (t) => { lines.push(t.name); t.skip('why'); });
});
test('mocks', (t) => {
  const fn = t.mock.fn((a) => a + 1, () => 7);
  assert.strictEqual(fn(1), 7);
  assert.deepStrictEqual(fn.mock.calls[0].arguments, [1]);
  t.mock.timers.enable({ apis: ['setTimeout', 'Date'] });
  let fired = 0;
  setTimeout(() => fired++, 1000);
  t.mock.timers.tick(999);
  assert.strictEqual(fired, 0);
  t.mock.timers.tick(1);
  assert.strictEqual(fired, 1);
  assert.strictEqual(Date.now(), 1000);
});
test('plan', (t) => { t.plan(1); t.assert.ok(true); });
test('time is real again', async () => {
  await new Promise((resolve) => setTimeout(resolve, 1));
  lines.push(String(Date.now() > 2000));
});
const write = process.stdout.write;
process.stdout.write = () => true;
process.on('exit', (code) => {
  process.stdout.write = write;
  console.log(lines.join('\n'));
  console.log(code);
});
