// `t.assert`: the functions of `assert`, counted; and those that a program has added.

const { validateFunction, validateString } = require('internal/validators');

const NAMES = [
  'deepEqual', 'deepStrictEqual', 'doesNotMatch', 'doesNotReject', 'doesNotThrow', 'equal', 'fail', 'ifError', 'match',
  'notDeepEqual', 'notDeepStrictEqual', 'notEqual', 'notStrictEqual', 'ok', 'partialDeepStrictEqual', 'rejects',
  'strictEqual', 'throws',
];

const added = new Map();

const assert = {
  register(name, fn) {
    validateString(name, 'name');
    validateFunction(fn, 'fn');
    added.set(name, fn);
  },
};

function forTest(context, count) {
  const module = require('assert');
  const own = {};
  const put = (name, fn, receiver) => {
    own[name] = { [name](...args) {
      count();
      return Reflect.apply(fn, receiver ?? this, args);
    } }[name];
  };
  for (const name of NAMES) put(name, module[name], module);
  put('snapshot', () => notThere('t.assert.snapshot()'));
  put('fileSnapshot', () => notThere('t.assert.fileSnapshot()'));
  for (const [name, fn] of added) put(name, fn, context);
  return own;
}

function notThere(what) {
  const { codes: { ERR_METHOD_NOT_IMPLEMENTED } } = require('internal/errors');
  throw new ERR_METHOD_NOT_IMPLEMENTED(what);
}

const snapshot = {
  setDefaultSnapshotSerializers: () => notThere('snapshot.setDefaultSnapshotSerializers()'),
  setResolveSnapshotPath: () => notThere('snapshot.setResolveSnapshotPath()'),
};

module.exports = { assert, forTest, snapshot };
