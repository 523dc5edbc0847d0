// assert.throws and its relatives: whether a function fails, and with which error.

const { codes } = require('internal/errors');
const { isError } = require('internal/util');
const { isPromise, isRegExp } = require('internal/types');
const { AssertionError } = require('assert/assertion_error');
const { failWith, kOptions } = require('assert/check');

// Stands for "there was no error": any value can be thrown.
const nothing = {};

exports.caught = function caught(fn) {
  require('internal/validators').validateFunction(fn, 'fn');
  try {
    fn();
  } catch (error) {
    return error;
  }
  return nothing;
};

exports.rejected = async function rejected(promiseFn) {
  let promise = promiseFn;
  if (typeof promiseFn === 'function') {
    promise = promiseFn();
    if (!looksLikePromise(promise)) {
      throw new codes.ERR_INVALID_RETURN_VALUE('instance of Promise', 'promiseFn', promise);
    }
  } else if (!looksLikePromise(promiseFn)) {
    throw new codes.ERR_INVALID_ARG_TYPE('promiseFn', ['Function', 'Promise'], promiseFn);
  }
  try {
    await promise;
  } catch (error) {
    return error;
  }
  return nothing;
};

function looksLikePromise(value) {
  if (isPromise(value)) return true;
  return value !== null && typeof value === 'object' && typeof value.then === 'function' &&
    typeof value.catch === 'function';
}

exports.expectError = function expectError(self, stackStartFn, actual, args) {
  let { 0: expected, 1: message } = args;
  if (typeof expected === 'string') {
    // throws(fn, 'text') means a message, which must not look like the expected error's.
    if (args.length === 2) throw wrongExpectation(expected);
    refuseAmbiguous(actual, expected);
    message = expected;
    expected = undefined;
  } else if (expected != null && typeof expected !== 'object' && typeof expected !== 'function') {
    throw wrongExpectation(expected);
  }
  const diff = self?.[kOptions]?.diff;
  const operator = stackStartFn.name;
  if (actual === nothing) {
    const kind = operator === 'rejects' ? 'rejection' : 'exception';
    const which = expected?.name ? ` (${expected.name})` : '';
    const text = `Missing expected ${kind}${which}${message ? `: ${message}` : '.'}`;
    failWith({ actual: undefined, expected, message: [text], operator, stackStartFn, diff });
  }
  if (expected) compareError({ actual, expected, message, stackStartFn, diff });
};

function wrongExpectation(value) {
  return new codes.ERR_INVALID_ARG_TYPE('error', ['Object', 'Error', 'Function', 'RegExp'], value);
}

function refuseAmbiguous(actual, text) {
  const isObject = typeof actual === 'object' && actual !== null;
  if ((isObject ? actual.message : actual) !== text) return;
  const what = isObject ? `The error message "${text}"` : `The error "${text}"`;
  throw new codes.ERR_AMBIGUOUS_ARGUMENT('error/message', `${what} is identical to the message.`);
}

exports.expectNoError = function expectNoError(self, stackStartFn, actual, args) {
  if (actual === nothing) return;
  let { 0: expected, 1: message } = args;
  if (typeof expected === 'string') {
    message = expected;
    expected = undefined;
  }
  // Another error than the one that is excluded goes on its way.
  if (expected && !isMeant(actual, expected)) throw actual;
  const kind = stackStartFn.name === 'doesNotReject' ? 'rejection' : 'exception';
  const text = `Got unwanted ${kind}${message ? `: ${message}` : '.'}\nActual message: "${actual?.message}"`;
  const diff = self?.[kOptions]?.diff;
  failWith({ actual, expected, operator: stackStartFn.name, message: [text], stackStartFn, diff });
};

function isMeant(actual, expected) {
  if (isRegExp(expected)) return RegExp.prototype.exec.call(expected, String(actual)) !== null;
  if (typeof expected !== 'function') {
    throw new codes.ERR_INVALID_ARG_TYPE('expected', ['Function', 'RegExp'], expected);
  }
  if (expected.prototype !== undefined && actual instanceof expected) return true;
  return Object.prototype.isPrototypeOf.call(Error, expected) ? false : expected.call({}, actual) === true;
}

// The expected error is a class, a regular expression, a function that judges, or an object to compare with.
function compareError(context) {
  const { actual, expected } = context;
  if (isRegExp(expected)) {
    if (RegExp.prototype.exec.call(expected, String(actual)) === null) failError(context, describeMismatch);
  } else if (typeof expected !== 'function') {
    compareProperties(context);
  } else if (expected.prototype !== undefined && actual instanceof expected) {
    return;
  } else if (Object.prototype.isPrototypeOf.call(Error, expected)) {
    failError(context, describeClass);
  } else {
    const verdict = expected.call({}, actual);
    if (verdict !== true) failError(context, () => describeVerdict(context, verdict));
  }
}

function failError({ actual, expected, message, stackStartFn, diff }, describe) {
  const text = message || describe({ actual, expected });
  const operator = stackStartFn.name;
  const error = new AssertionError({ actual, expected, message: text, operator, stackStartFn, diff });
  error.generatedMessage = !message;
  throw error;
}

const inspect = (value, options) => require('internal/inspect').inspect(value, options);

function describeMismatch({ actual, expected }) {
  const input = inspect(String(actual));
  return `The input did not match the regular expression ${inspect(expected)}. Input:\n\n${input}\n`;
}

function describeClass({ actual, expected }) {
  const head = `The error is expected to be an instance of "${expected.name}". Received `;
  if (!isError(actual)) return `${head}"${inspect(actual, { depth: -1 })}"`;
  const name = actual.constructor?.name || actual.name;
  const what = name === expected.name ? 'an error with identical name but a different prototype.' : `"${name}"`;
  return `${head}${what}${actual.message ? `\n\nError message:\n\n${actual.message}` : ''}`;
}

function describeVerdict({ actual, expected }, verdict) {
  const name = expected.name ? `"${expected.name}" ` : '';
  const caught = isError(actual) ? `\n\nCaught error:\n\n${actual}` : '';
  return `The ${name}validation function is expected to return "true". Received ${inspect(verdict)}${caught}`;
}

const matches = (actual, expected) =>
  typeof actual === 'string' && isRegExp(expected) && RegExp.prototype.exec.call(expected, actual) !== null;

function compareProperties(context) {
  const { actual, expected, message, stackStartFn, diff } = context;
  const operator = stackStartFn.name;
  if (typeof actual !== 'object' || actual === null) {
    const failure = { actual, expected, message, operator: 'deepStrictEqual', stackStartFn, diff };
    throw Object.assign(new AssertionError(failure), { operator });
  }
  const keys = Object.keys(expected);
  if (expected instanceof Error) keys.push('name', 'message');
  else if (keys.length === 0) {
    throw new codes.ERR_INVALID_ARG_VALUE('error', expected, 'may not be an empty object');
  }
  const { isDeepStrictEqual } = require('internal/comparisons');
  const isSame = (key) => matches(actual[key], expected[key]) ||
    (key in actual && isDeepStrictEqual(actual[key], expected[key]));
  if (keys.every(isSame)) return;
  if (message) failWith({ actual, expected, message: [message], operator, stackStartFn, diff });
  const error = new AssertionError({
    actual: new Comparison(actual, keys),
    expected: new Comparison(expected, keys, actual),
    operator: 'deepStrictEqual',
    stackStartFn,
    diff,
  });
  throw Object.assign(error, { actual, expected, operator });
}

// Only the compared properties are shown; a text that matched is shown instead of its expression.
class Comparison {
  constructor(object, keys, actual) {
    for (const key of keys) {
      const isMatch = actual !== undefined && matches(actual[key], object[key]);
      if (key in object) this[key] = isMatch ? actual[key] : object[key];
    }
  }
}
