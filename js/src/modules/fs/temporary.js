// Temporary folders that go away with the block they are made in.

const calls = require('fs/native');
const { resolve } = require('path');
const pathVerbs = require('fs/path_verbs');
const { promise } = require('fs/faces');

const KEPT = { recursive: true, force: true, maxRetries: 0, retryDelay: 0 };

// The path is remembered whole, since a program may go elsewhere in the meantime.
function removable(path) {
  return typeof path === 'string' ? resolve(path) : path;
}

exports.mkdtempDisposableSync = function mkdtempDisposableSync(prefix, options) {
  const path = pathVerbs.mkdtemp(undefined, prefix, options);
  const whole = removable(path);
  const remove = () => calls.remove(whole, KEPT.recursive, KEPT.force, KEPT.maxRetries, KEPT.retryDelay);
  return { path, remove, [Symbol.dispose]() { remove(); } };
};

exports.mkdtempDisposable = async function mkdtempDisposable(prefix, options) {
  const path = await promise(pathVerbs.mkdtemp, prefix, options);
  const whole = removable(path);
  const remove = () => promise(pathVerbs.rm, whole, KEPT);
  return { path, remove, async [Symbol.asyncDispose]() { await remove(); } };
};
