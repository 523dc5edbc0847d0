// test, suite and the hooks: what a file says about its tests.

const { validateFunction, validateObject } = require('internal/validators');
const { Test, Suite, root, currentParent } = require('test/runner');

// (name?, options?, fn?)
function argumentsOf(name, options, fn) {
  if (typeof name === 'function') {
    fn = name;
    name = undefined;
    options = undefined;
  } else if (name !== null && typeof name === 'object') {
    fn = options;
    options = name;
    name = undefined;
  } else if (typeof options === 'function') {
    fn = options;
    options = undefined;
  }
  return { name, options: options ?? {}, fn };
}

// Where the file declares: for those who ask what failed.
function place() {
  const { getCallSites } = require('util/call_sites');
  return getCallSites(8).find((site) => site.scriptName !== '' && !site.scriptName.startsWith('node:'));
}

function declare(Kind, parent, args, overrides) {
  const { name, options, fn } = argumentsOf(...args);
  return parent.add(new Kind({ name, fn, parent, options: { ...options, ...overrides }, place: place() }));
}

function test(...args) {
  const parent = currentParent();
  const subtest = declare(Test, parent, args, {});
  // Within a suite tests are only collected.
  return parent.collects ? Promise.resolve() : subtest.start();
}
Object.defineProperty(test, 'length', { value: 3 });

function suite(...args) {
  return declare(Suite, currentParent(), args, {}).start();
}
Object.defineProperty(suite, 'length', { value: 3 });

// test.skip and its like.
function describeWith(kind, mode) {
  const Kind = kind === test ? Test : Suite;
  return (...args) => {
    const parent = currentParent();
    const { options } = argumentsOf(...args);
    const subtest = declare(Kind, parent, args, { [mode]: options[mode] || true });
    return parent.collects && Kind === Test ? Promise.resolve() : subtest.start();
  };
}

function hook(name) {
  return { [name](fn, options = {}) {
    if (fn !== undefined) validateFunction(fn, 'fn');
    validateObject(options, 'options');
    currentParent(true).addHook(name, fn, options);
  } }[name];
}

module.exports = {
  test, suite, describeWith, root, argumentsOf, declare,
  before: hook('before'),
  after: hook('after'),
  beforeEach: hook('beforeEach'),
  afterEach: hook('afterEach'),
};
