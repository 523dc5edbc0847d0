// The room `assert`: each function throws an AssertionError if something is not as it should be.

const { codes } = require('internal/errors');
const { isError } = require('internal/util');
const { AssertionError } = require('assert/assertion_error');
const { check, failWith, kOptions } = require('assert/check');

function assert(...args) {
  okay(assert, args);
}

// The options of an instance: strict (the default), diff 'simple' or 'full', skipPrototype.
function Assert(options) {
  if (new.target === undefined) throw new codes.ERR_CONSTRUCT_CALL_REQUIRED('Assert');
  const all = { __proto__: null, strict: true, skipPrototype: false, ...options };
  if (all.diff !== undefined) {
    require('internal/validators').validateOneOf(all.diff, 'options.diff', ['simple', 'full']);
  }
  this.AssertionError = AssertionError;
  Object.defineProperty(this, kOptions, { value: all });
  if (all.strict) Object.assign(this, strictNames(Assert.prototype));
}

const strictNames = ({ strictEqual, deepStrictEqual, notStrictEqual, notDeepStrictEqual }) => ({
  equal: strictEqual,
  deepEqual: deepStrictEqual,
  notEqual: notStrictEqual,
  notDeepEqual: notDeepStrictEqual,
});

const compare = () => require('internal/comparisons');
const bothNaN = (a, b) => Number.isNaN(a) && Number.isNaN(b);

Assert.prototype.fail = function fail(message) {
  if (isError(message)) throw message;
  const diff = this?.[kOptions]?.diff;
  const error = new AssertionError({ operator: 'fail', stackStartFn: fail, message: message ?? 'Failed', diff });
  if (message === undefined) error.generatedMessage = true;
  throw error;
};

Assert.prototype.ok = function ok(...args) {
  okay(ok, args);
};

function okay(stackStartFn, args) {
  if (args[0]) return;
  const generatedMessage = args.length < 2 || args[1] == null;
  let message = args.slice(1);
  if (args.length === 0) message = ['No value argument passed to `assert.ok()`'];
  else if (generatedMessage) message = [require('assert/source').describeCall(stackStartFn)];
  failWith({ actual: args[0], expected: true, message, operator: '==', stackStartFn, generatedMessage });
}

Object.assign(Assert.prototype, {
  equal: check('equal', '==', (a, b) => a == b || bothNaN(a, b)),
  notEqual: check('notEqual', '!=', (a, b) => a != b && !bothNaN(a, b)),
  deepEqual: check('deepEqual', 'deepEqual', (a, b) => compare().isDeepEqual(a, b)),
  notDeepEqual: check('notDeepEqual', 'notDeepEqual', (a, b) => !compare().isDeepEqual(a, b)),
  deepStrictEqual: check('deepStrictEqual', 'deepStrictEqual', (a, b, options) =>
    compare().isDeepStrictEqual(a, b, options?.skipPrototype)),
  notDeepStrictEqual: check('notDeepStrictEqual', 'notDeepStrictEqual', (a, b, options) =>
    !compare().isDeepStrictEqual(a, b, options?.skipPrototype)),
  strictEqual: check('strictEqual', 'strictEqual', Object.is),
  notStrictEqual: check('notStrictEqual', 'notStrictEqual', (a, b) => !Object.is(a, b)),
  partialDeepStrictEqual: check('partialDeepStrictEqual', 'partialDeepStrictEqual', (a, b) =>
    compare().isPartialStrictEqual(a, b)),
});

Assert.prototype.match = function match(string, regexp, ...message) {
  matchText(this, match, true, string, regexp, message);
};

Assert.prototype.doesNotMatch = function doesNotMatch(string, regexp, ...message) {
  matchText(this, doesNotMatch, false, string, regexp, message);
};

function matchText(self, stackStartFn, wanted, string, regexp, message) {
  if (!require('internal/types').isRegExp(regexp)) {
    throw new codes.ERR_INVALID_ARG_TYPE('regexp', 'RegExp', regexp);
  }
  if (typeof string === 'string' && (RegExp.prototype.exec.call(regexp, string) !== null) === wanted) return;
  const generatedMessage = message.length === 0;
  message[0] ||= describeMatch(wanted, string, regexp);
  const diff = self?.[kOptions]?.diff;
  const operator = stackStartFn.name;
  failWith({ actual: string, expected: regexp, message, operator, stackStartFn, diff, generatedMessage });
}

function describeMatch(wanted, string, regexp) {
  const { inspect } = require('internal/inspect');
  if (typeof string !== 'string') {
    return `The "string" argument must be of type string. Received type ${typeof string} (${inspect(string)})`;
  }
  const failure = wanted ? 'did not match' : 'was expected to not match';
  return `The input ${failure} the regular expression ${inspect(regexp)}. Input:\n\n${inspect(string)}\n`;
}

Assert.prototype.throws = function throws(fn, ...args) {
  const { caught, expectError } = require('assert/throws');
  expectError(this, throws, caught(fn), args);
};

Assert.prototype.rejects = async function rejects(promiseFn, ...args) {
  const { expectError, rejected } = require('assert/throws');
  expectError(this, rejects, await rejected(promiseFn), args);
};

Assert.prototype.doesNotThrow = function doesNotThrow(fn, ...args) {
  const { caught, expectNoError } = require('assert/throws');
  expectNoError(this, doesNotThrow, caught(fn), args);
};

Assert.prototype.doesNotReject = async function doesNotReject(fn, ...args) {
  const { expectNoError, rejected } = require('assert/throws');
  expectNoError(this, doesNotReject, await rejected(fn), args);
};

Assert.prototype.ifError = function ifError(value) {
  if (value !== null && value !== undefined) {
    throw require('assert/if_error').unwanted(value, ifError, this?.[kOptions]?.diff);
  }
};

const names = ['ok', 'fail', 'equal', 'notEqual', 'deepEqual', 'notDeepEqual', 'deepStrictEqual',
  'notDeepStrictEqual', 'strictEqual', 'notStrictEqual', 'partialDeepStrictEqual', 'match', 'doesNotMatch', 'throws',
  'rejects', 'doesNotThrow', 'doesNotReject', 'ifError'];

assert.AssertionError = AssertionError;
for (const name of names) assert[name] = Assert.prototype[name];

function strict(...args) {
  okay(strict, args);
}

assert.strict = Object.assign(strict, assert, strictNames(assert));
assert.strict.Assert = Assert;
assert.strict.strict = strict;
assert.Assert = Assert;

module.exports = assert;
