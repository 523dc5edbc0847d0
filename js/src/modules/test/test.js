// require('node:test'): tests that run when their file runs.

const { test, suite, before, after, beforeEach, afterEach, describeWith } = require('test/declare');
const { defineLazyProperties } = require('internal/util');

module.exports = test;
Object.assign(test, {
  after, afterEach, before, beforeEach, test, suite,
  it: test,
  describe: suite,
  run() {
    const { codes: { ERR_METHOD_NOT_IMPLEMENTED } } = require('internal/errors');
    throw new ERR_METHOD_NOT_IMPLEMENTED('test.run()');
  },
});
for (const mode of ['skip', 'todo', 'only']) {
  test[mode] = describeWith(test, mode);
  suite[mode] = describeWith(suite, mode);
}

Object.defineProperty(test, 'mock', {
  get: () => require('test/mock').mock,
  enumerable: true,
  configurable: true,
});
defineLazyProperties(test, 'test/assertions', ['assert']);
defineLazyProperties(test, 'test/assertions', ['snapshot']);
