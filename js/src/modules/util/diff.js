// util.diff: what differs between two texts (by characters) or two lists of lines.

const { validateString, validateStringArray } = require('internal/validators');

function validate(value, name) {
  if (Array.isArray(value)) validateStringArray(value, name);
  else validateString(value, name);
}

exports.diff = function diff(actual, expected) {
  if (actual === expected) return [];
  validate(actual, 'actual');
  validate(expected, 'expected');
  return require('internal/diff').diff(actual, expected);
};
