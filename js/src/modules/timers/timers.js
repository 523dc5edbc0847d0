// require('timers'): the functions, as Node has them.

const {
  setTimeout, clearTimeout, setImmediate, clearImmediate, setInterval, clearInterval,
} = require('timers/internal');

module.exports = {
  setTimeout,
  clearTimeout,
  setImmediate,
  clearImmediate,
  setInterval,
  clearInterval,
};

Object.defineProperty(module.exports, 'promises', {
  get: () => require('timers/promises'),
  enumerable: true,
  configurable: true,
});
