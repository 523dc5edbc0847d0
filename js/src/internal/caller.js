// Who called. Warnings of what is deprecated go to programs, not to those who use a package that calls it: users cannot
// mend what they installed.

exports.isPackage = function isPackage() {
  return /[/\\]node_modules[/\\]/i.test(callerLine());
};

// The first line of the stack that is not our own.
function callerLine() {
  const { prepareStackTrace, stackTraceLimit } = Error;
  // A program's own way of writing stacks may call what is deprecated itself.
  Error.prepareStackTrace = undefined;
  Error.stackTraceLimit = 10;
  const { stack } = new Error();
  Error.prepareStackTrace = prepareStackTrace;
  Error.stackTraceLimit = stackTraceLimit;
  return stack.split('\n').find((line) => /^\s*at /.test(line) && !/\bnode:|\(native\)|<native>/.test(line)) ?? '';
}
