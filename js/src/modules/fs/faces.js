// The three faces of a verb. A verb is `verb(done, …arguments)`: with a function it tells that later, with undefined it
// answers, or throws, now.

const { checkCallback } = require('fs/checks');

// name(…arguments, callback): the callback is the first function behind `least` arguments; those before it may be left out.
// Some verbs look at everything else first: those refuse what is no callback by themselves. Some take what is in front of an
// empty place for the callback, and so name it if it is none.
exports.withCallback = function withCallback(name, verb, least, most, isLast) {
  return named(name, most + 1, function(...args) {
    let at = least;
    while (at < most && typeof args[at] !== 'function') at++;
    const given = args[at] || !LOOKS_BACK.has(name) ? args[at] : args[at - 1];
    const callback = isLast ? given ?? null : checkCallback(given);
    args.length = at;
    verb(callback, ...args);
  });
};

const LOOKS_BACK = new Set(['readFile', 'writeFile', 'appendFile', 'symlink']);

// nameSync(…arguments)
exports.now = function now(name, verb, most) {
  return named(`${name}Sync`, most, (...args) => verb(undefined, ...args.slice(0, most)));
};

// A promise for what the verb tells.
exports.promised = function promised(name, verb, most) {
  return named(name, most, (...args) => exports.promise(verb, ...args.slice(0, most)));
};

exports.promise = function promise(verb, ...args) {
  return new Promise((resolve, reject) => {
    verb((error, value) => (error ? reject(error) : resolve(value)), ...args);
  });
};

function named(name, length, fn) {
  Object.defineProperty(fn, 'name', { value: name, configurable: true });
  return Object.defineProperty(fn, 'length', { value: length, configurable: true });
}
exports.named = named;

// Verbs: how many arguments they need before a callback, and how many they may have.
exports.counts = {
  access: [1, 2], chmod: [2, 2], chown: [3, 3], copyFile: [2, 3], cp: [2, 3], glob: [1, 2], lchown: [3, 3],
  link: [2, 2], lstat: [1, 2], lutimes: [3, 3], mkdir: [1, 2], mkdtemp: [1, 2], opendir: [1, 2],
  readdir: [1, 2], readlink: [1, 2], realpath: [1, 2], rename: [2, 2], rm: [1, 2], rmdir: [1, 2], stat: [1, 2],
  statfs: [1, 2], symlink: [2, 3], truncate: [1, 2], unlink: [1, 1], utimes: [3, 3],
};
exports.fdCounts = {
  close: [1, 1], fchmod: [2, 2], fchown: [3, 3], fdatasync: [1, 1], fstat: [1, 2], fsync: [1, 1], ftruncate: [1, 2],
  futimes: [3, 3], open: [1, 3],
};
