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

function warnUnlessPackage() {
  if (!require('process/warning').pending() && require('internal/caller').isPackage()) return;
  warned = true;
  process.emitWarning(message, 'DeprecationWarning', 'DEP0005', require('buffer').Buffer);
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
