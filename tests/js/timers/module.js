// require('timers') holds the same functions as the global object.
const timers = require('node:timers');
for (const name of ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'setImmediate', 'clearImmediate']) {
  console.log(name, timers[name] === globalThis[name]);
}
console.log(require('timers') === timers);
