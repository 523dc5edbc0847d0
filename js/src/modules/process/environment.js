// process.env: the environment, in which every value is a string.

const handler = {
  set(target, name, value) {
    if (typeof name === 'symbol' || typeof value === 'symbol') {
      throw new TypeError('Cannot convert a Symbol value to a string');
    }
    target[name] = `${value}`;
    return true;
  },
  defineProperty(target, name, descriptor) {
    const plain = descriptor.configurable && descriptor.writable && descriptor.enumerable;
    if (!('value' in descriptor) || !plain) {
      const { codes: { ERR_INVALID_OBJECT_DEFINE_PROPERTY } } = require('internal/errors');
      throw new ERR_INVALID_OBJECT_DEFINE_PROPERTY(
        "'process.env' only accepts a configurable, writable, and enumerable data descriptor");
    }
    return Reflect.defineProperty(target, name, { ...descriptor, value: `${descriptor.value}` });
  },
};

// From [name, value, name, value, …].
function make(pairs) {
  const values = {};
  for (let i = 0; i < pairs.length; i += 2) values[pairs[i]] = pairs[i + 1];
  return new Proxy(values, handler);
}

module.exports = { make };
