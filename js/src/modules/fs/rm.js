// rm: the options, and a folder without `recursive`. The removal itself is calls.

const calls = require('fs/native');
const { removalOptions } = require('fs/checks');

const defaults = { recursive: false, force: false, retryDelay: 100, maxRetries: 0 };
const DIR = 2;

exports.rm = function rm(done, path, options) {
  const { recursive, force, retryDelay, maxRetries } = removalOptions(options, defaults);
  if (!recursive && calls.kind(path, false) === DIR) {
    const error = isFolder(path);
    if (done === undefined) throw error;
    process.nextTick(done, error);
    return;
  }
  return calls.remove(path, recursive, force, maxRetries, retryDelay, done);
};

function isFolder(path) {
  const { codes } = require('internal/errors');
  const errno = -require('internal/uv').number('EISDIR');
  return new codes.ERR_FS_EISDIR({ code: 'EISDIR', message: 'is a directory', path, syscall: 'rm', errno });
}
