// assert.ifError: the error that nobody wanted, with its own stack below ours.

const { AssertionError } = require('assert/assertion_error');

exports.unwanted = function unwanted(value, stackStartFn, diff) {
  const error = new AssertionError({
    actual: value,
    expected: null,
    operator: 'ifError',
    message: `ifError got unwanted exception: ${describe(value)}`,
    stackStartFn,
    diff,
  });
  const frames = framesOf(value);
  if (frames !== undefined) error.stack = appendFrames(error.stack, frames);
  return error;
};

function describe(value) {
  if (typeof value !== 'object' || typeof value.message !== 'string') {
    return require('internal/inspect').inspect(value);
  }
  return value.message === '' && value.constructor ? value.constructor.name : value.message;
}

function framesOf({ stack }) {
  const start = typeof stack === 'string' ? stack.indexOf('\n    at') : -1;
  return start === -1 ? undefined : stack.slice(start + 1).split('\n');
}

// From the first frame on that both have, one of them is enough.
function appendFrames(stack, frames) {
  let own = stack.split('\n');
  const shared = frames.find((frame) => own.includes(frame));
  if (shared !== undefined) own = own.slice(0, own.indexOf(shared));
  return [...own, ...frames].join('\n');
}
