// `assert/strict`: the functions of assert.strict.
module.exports = require('assert').strict;
