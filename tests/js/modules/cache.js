// A file runs once, by whatever way it is named, until it is taken out of the cache.
const one = require('./fixtures/counted');
const two = require('./fixtures/../fixtures/counted.js');
console.log(one === two, one.count, globalThis.counted);
delete require.cache[require.resolve('./fixtures/counted')];
const three = require('./fixtures/counted');
console.log(one === three, three.count);
try {
  require('./fixtures/throws-once');
} catch (error) {
  console.log(error.message);
}
console.log(require('./fixtures/throws-once'));
