// Node's coded errors. This file is loaded at every start, so it only knows how an error is put together;
// the texts (internal/errors/messages, internal/errors/texts) and the makers of system errors
// (internal/errors/system) are loaded when the first error is made.

// `new codes.ERR_X(…)` works for every code of the tables. A constructor exists from its first use on.
const made = {};

exports.codes = new Proxy(made, {
  get(_, code) {
    return made[code] ?? (typeof code === 'string' && code.startsWith('ERR_') ? makeCode(code) : undefined);
  },
});

// A few codes exist with more than one base class: `new ERR_INVALID_STATE.TypeError(…)`.
const otherBases = {
  ERR_INVALID_ARG_VALUE: ['RangeError'],
  ERR_INVALID_RETURN_VALUE: ['RangeError'],
  ERR_INVALID_STATE: ['TypeError', 'RangeError'],
  ERR_OPERATION_FAILED: ['TypeError'],
};

function makeCode(code) {
  const NodeError = makeConstructor(code);
  made[code] = NodeError;
  for (const base of otherBases[code] ?? []) NodeError[base] = makeConstructor(code, base);
  return NodeError;
}

function makeConstructor(code, base) {
  return function NodeError() {
    return require('internal/errors/build').build(code, base, arguments);
  };
}

// The stack accessor prints `Name [CODE]: message` for errors that carry this mark.
exports.kIsNodeError = Symbol('kIsNodeError');

exports.AbortError = class AbortError extends Error {
  constructor(message = 'The operation was aborted', options = undefined) {
    if (options !== undefined && typeof options !== 'object') {
      throw new exports.codes.ERR_INVALID_ARG_TYPE('options', 'Object', options);
    }
    super(message, options);
    this.code = 'ABORT_ERR';
    this.name = 'AbortError';
  }
};

// System errors: `err` is a negative errno.
const system = (name) => function makeSystemError(...args) {
  return require('internal/errors/system')[name](...args);
};
exports.errnoException = exports.ErrnoException = system('errnoException');
exports.uvException = exports.UVException = system('uvException');
exports.exceptionWithHostPort = exports.ExceptionWithHostPort = system('exceptionWithHostPort');
exports.uvExceptionWithHostPort = exports.UVExceptionWithHostPort = system('uvExceptionWithHostPort');
exports.dnsException = exports.DNSException = system('dnsException');
exports.connResetException = exports.ConnResetException = system('connResetException');
exports.aggregateTwoErrors = system('aggregateTwoErrors');
exports.NodeAggregateError = system('aggregateErrors');
exports.genericNodeError = system('genericNodeError');
exports.uvErrmapGet = (err) => require('internal/uv').entry(err);

exports.determineSpecificType = (value) => require('internal/errors/wording').determineSpecificType(value);
exports.formatList = (items, type) => require('internal/errors/wording').formatList(items, type);

// Node takes its own frames out of the stack this way. Our stack accessor knows which frames are built in,
// so the function is passed through, with the name under which Node's code calls it directly.
exports.hideStackFrames = (fn) => {
  fn.withoutStackTrace = fn;
  return fn;
};

exports.isErrorLike = (value) => Error.isError(value) || (typeof value === 'object' && value !== null &&
  Object.hasOwn(value, 'stack') && Object.hasOwn(value, 'message'));

// The engine's own wording for too deep a recursion is found out once, by recursing too deep.
let overflow;
exports.isStackOverflowError = (err) => {
  if (overflow === undefined) {
    try {
      (function dive() { dive(); })();
    } catch (caught) {
      overflow = caught;
    }
  }
  return err?.name === overflow.name && err.message === overflow.message;
};
