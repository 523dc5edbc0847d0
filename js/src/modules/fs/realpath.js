// Where a path that cannot be followed ends.

const { lstat, stat } = require('fs/native');

// The error that says so: of the call which looks at the first part that is not there.
exports.blame = function blame(path, error) {
  const whole = require('path').resolve(typeof path === 'string' ? path : path.toString());
  let part = '';
  for (const name of whole.split('/').slice(1)) {
    part += `/${name}`;
    try {
      lstat(part, false);
    } catch (refused) {
      return refused;
    }
    try {
      stat(part, false);
    } catch (refused) {
      return refused;
    }
  }
  return error;
};
