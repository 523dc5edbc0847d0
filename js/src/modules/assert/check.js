// How a check fails: with the user's message in one of its forms, or with our own.

const { codes } = require('internal/errors');
const { isError } = require('internal/util');
const { AssertionError } = require('assert/assertion_error');

const kOptions = Symbol('options');
exports.kOptions = kOptions;

// A function assert.NAME(actual, expected, …message) that fails unless `passes`.
exports.check = function check(name, operator, passes) {
  const fn = {
    [name](actual, expected, ...message) {
      if (arguments.length < 2) throw new codes.ERR_MISSING_ARGS('actual', 'expected');
      const options = this?.[kOptions];
      if (passes(actual, expected, options)) return;
      failWith({ actual, expected, message, operator, stackStartFn: fn, diff: options?.diff });
    },
  }[name];
  return fn;
};

// `message` is the list of the arguments that make the message.
function failWith(failure) {
  const message = messageOf(failure);
  const error = new AssertionError({ ...failure, message });
  if (failure.generatedMessage !== undefined) error.generatedMessage = failure.generatedMessage;
  throw error;
}
exports.failWith = failWith;

// A text with its placeholders' values, an error to throw instead, or a function that makes the text.
function messageOf({ actual, expected, message }) {
  const first = message[0];
  if (message.length === 0 || (first === undefined && message.length === 1)) return undefined;
  if (typeof first === 'string') {
    return message.length === 1 ? first : require('internal/format').format(...message);
  }
  if (isError(first)) {
    const text = Error.prototype.toString.call(first);
    refuseMore(message, `The error message was passed as error object "${text}"`);
    throw first;
  }
  if (typeof first === 'function') {
    refuseMore(message, `The error message with function "${first.name || 'anonymous'}"`);
    return call(first, actual, expected);
  }
  throw new codes.ERR_INVALID_ARG_TYPE('message', ['string', 'function'], first);
}

function refuseMore(message, what) {
  if (message.length === 1) return;
  throw new codes.ERR_AMBIGUOUS_ARGUMENT('message', `${what} has trailing arguments that would be ignored.`);
}

// Whatever goes wrong in there, the assertion has failed and says so.
function call(factory, actual, expected) {
  try {
    const text = factory(actual, expected);
    return typeof text === 'string' ? text : undefined;
  } catch {
    return undefined;
  }
}
