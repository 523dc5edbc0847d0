// The public name of the type checks.

module.exports = require('internal/types');
