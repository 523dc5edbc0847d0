// The error of a failed assertion.

const { kIsNodeError } = require('internal/errors');
const { customInspectSymbol } = require('internal/util');
const { validateObject } = require('internal/validators');

class AssertionError extends Error {
  constructor(options) {
    validateObject(options, 'options');
    const { message, operator, details, diff = 'simple' } = options;
    let { actual, expected } = options;
    if (message == null && hideStacks(actual, expected)) {
      actual = withoutStack(actual);
      expected = withoutStack(expected);
    }
    super(require('assert/messages').messageFor({ message, operator, actual, expected, diff }));
    this.generatedMessage = !message;
    // The descriptor must not inherit anything that a test puts on Object.prototype.
    const name = { __proto__: null, value: 'AssertionError', writable: true, configurable: true };
    Object.defineProperty(this, 'name', name);
    this.code = 'ERR_ASSERTION';
    if (details) addDetails(this, details);
    else Object.assign(this, { actual, expected, operator });
    // The stack begins where the user called us.
    Error.captureStackTrace(this, options.stackStartFn || options.stackStartFunction);
    this.diff = diff;
  }

  get [kIsNodeError]() { return true; }

  toString() {
    return `${this.name} [${this.code}]: ${this.message}`;
  }

  // The message shows both values already: here they are cut short.
  [customInspectSymbol](depth, options) {
    const { inspect } = require('internal/inspect');
    const { actual, expected } = this;
    if (typeof actual === 'string') this.actual = shorten(actual);
    if (typeof expected === 'string') this.expected = shorten(expected);
    const text = inspect(this, { ...options, customInspect: false, depth: 0 });
    this.actual = actual;
    this.expected = expected;
    return text;
  }
}

function addDetails(error, details) {
  Object.assign(error, { actual: undefined, expected: undefined, operator: undefined });
  details.forEach((detail, i) => {
    for (const key of ['message', 'actual', 'expected', 'operator']) error[`${key} ${i}`] = detail[key];
    error[`stack trace ${i}`] = detail.stack;
  });
}

// The stacks of two errors differ anyway and would only hide what matters.
function hideStacks(actual, expected) {
  return actual instanceof Error && expected instanceof Error && 'stack' in actual && 'stack' in expected;
}

function withoutStack(source) {
  const copy = Object.assign(Object.create(Object.getPrototypeOf(source)), source);
  Object.defineProperty(copy, 'message', { value: source.message });
  if (Object.hasOwn(source, 'cause')) {
    const { cause } = source;
    const { isError } = require('internal/util');
    Object.defineProperty(copy, 'cause', { value: isError(cause) ? withoutStack(cause) : cause });
  }
  return copy;
}

const maxLines = 10;
const maxLength = 512;

function shorten(text) {
  const lines = text.split('\n', maxLines + 1);
  if (lines.length > maxLines) return `${lines.slice(0, maxLines).join('\n')}\n...`;
  // Node shows the end of a long line, not its beginning.
  return text.length > maxLength ? `${text.slice(maxLength)}...` : text;
}

exports.AssertionError = AssertionError;
