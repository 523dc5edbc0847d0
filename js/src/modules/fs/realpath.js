// A path that the system cannot resolve: where it ends, or what stands behind it all the same.

const calls = require('fs/native');
const { basename, dirname, join, resolve } = require('path');

const FIFO = 4;
const SOCKET = 5;

// The resolved path of a pipe or a socket, which has none in the file system; or throws the error of the call that looks
// at the first part of the path that is not there.
exports.otherwise = function otherwise(path, error) {
  let part = '';
  for (const name of resolve(path).split('/').slice(1)) {
    part += `/${name}`;
    calls.lstat(part, false);
    calls.stat(part, false);
    const kind = calls.kind(part, true);
    if (kind === FIFO || kind === SOCKET) return behind(part);
  }
  throw error;
};

// Follows links like /dev/stdin up to the name that the system gives a pipe: /proc/7/fd/pipe:[1234].
function behind(link) {
  for (;;) {
    const folder = calls.realpath(dirname(link), false);
    const target = resolve(folder, calls.readlink(join(folder, basename(link)), false));
    if (calls.kind(target, false) < 0) return target;
    link = target;
  }
}
