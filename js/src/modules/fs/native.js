// The natives of this room, and how their errors are made.

// What is read becomes Buffers, which are made by the room next door.
require('buffer');

native.setup((errno, syscall, path, dest, later) => {
  const { codes, uvException } = require('internal/errors');
  if (errno === undefined) return new codes.ERR_INVALID_ARG_TYPE('cb', 'Function', syscall ?? undefined);
  const { stackTraceLimit } = Error;
  if (later) Error.stackTraceLimit = 0;
  // Node shows the code second: the property is there before the others are added.
  const error = uvException({ errno, code: undefined, syscall, path, dest });
  if (later) Error.stackTraceLimit = stackTraceLimit;
  return error;
});

module.exports = native;
