// `new Buffer()`, `Buffer()` and SlowBuffer, which Node warns of.

const { codes } = require('internal/errors');

const message = 'Buffer() is deprecated due to security and usability issues. Please use the Buffer.alloc(), ' +
  'Buffer.allocUnsafe(), or Buffer.from() methods instead.';

let warned = false;

exports.construct = function construct(arg, encodingOrOffset, length) {
  if (!warned) warnUnlessPackage();
  const { Buffer } = require('buffer');
  if (typeof arg !== 'number') return Buffer.from(arg, encodingOrOffset, length);
  if (typeof encodingOrOffset === 'string') throw new codes.ERR_INVALID_ARG_TYPE('string', 'string', arg);
  return Buffer.alloc(arg);
};

// Users cannot mend what they installed, so only the program's own calls are worth a warning.
function warnUnlessPackage() {
  if (/[/\\]node_modules[/\\]/i.test(callerLine())) return;
  warned = true;
  process.emitWarning(message, 'DeprecationWarning', 'DEP0005', require('buffer').Buffer);
}

// The first line of the stack that is not our own.
function callerLine() {
  const { prepareStackTrace, stackTraceLimit } = Error;
  // A program's own way of writing stacks may call Buffer() itself.
  Error.prepareStackTrace = undefined;
  Error.stackTraceLimit = 10;
  const { stack } = new Error();
  Error.prepareStackTrace = prepareStackTrace;
  Error.stackTraceLimit = stackTraceLimit;
  return stack.split('\n').find((line) => /^\s*at /.test(line) && !/\bnode:|\(native\)|<native>/.test(line)) ?? '';
}

let slowBufferWarned = false;

exports.slowBuffer = function slowBuffer(length) {
  if (!slowBufferWarned) {
    slowBufferWarned = true;
    const advice = 'SlowBuffer() is deprecated. Please use Buffer.allocUnsafeSlow()';
    process.emitWarning(advice, 'DeprecationWarning', 'DEP0030');
  }
  return require('buffer').Buffer.allocUnsafeSlow(length);
};
