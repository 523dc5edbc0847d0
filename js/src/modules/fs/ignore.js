// The option `ignore` of watchers: patterns, regular expressions and functions that name what is not to be told.

const { codes } = require('internal/errors');
const { isRegExp } = require('internal/types');

exports.checkIgnore = function checkIgnore(ignore, name = 'options.ignore') {
  if (ignore === undefined || ignore === null) return;
  if (Array.isArray(ignore)) {
    ignore.forEach((one, index) => checkOne(one, `${name}[${index}]`, ['string', 'RegExp', 'Function']));
  } else {
    checkOne(ignore, name, ['string', 'RegExp', 'Function', 'Array']);
  }
};

function checkOne(value, name, wanted) {
  if (typeof value === 'string') {
    if (value.length === 0) throw new codes.ERR_INVALID_ARG_VALUE(name, value, 'must be a non-empty string');
  } else if (typeof value !== 'function' && !isRegExp(value)) {
    throw new codes.ERR_INVALID_ARG_TYPE(name, wanted, value);
  }
}

// A function that says whether a name is to be ignored.
exports.ignores = function ignores(ignore) {
  if (ignore === undefined || ignore === null) return () => false;
  const tests = (Array.isArray(ignore) ? ignore : [ignore]).map(testOf);
  return (name) => tests.some((test) => test(name));
};

function testOf(one) {
  if (typeof one === 'function') return one;
  if (isRegExp(one)) return (name) => one.test(name);
  const { compile } = require('path/glob');
  const matches = compile(one, { dot: true });
  // A pattern without a slash means names in any folder.
  if (one.includes('/')) return matches;
  return (name) => matches(name.slice(name.lastIndexOf('/') + 1));
}
