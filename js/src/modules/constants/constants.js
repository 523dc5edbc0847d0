// require('constants'): the constants of `os` and `fs` in one object, as in Node's first years.

const { constants: { dlopen, errno, priority, signals } } = require('os');
const { constants: fs } = require('fs');

module.exports = Object.freeze(Object.assign({}, dlopen, errno, priority, signals, fs));
