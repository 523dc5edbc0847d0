// process.env: the environment, in which every value is a string.

const handler = {
  set(target, name, value) {
    if (typeof name === 'symbol' || typeof value === 'symbol') {
      throw new TypeError('Cannot convert a Symbol value to a string');
    }
    if (typeof value === 'object' || typeof value === 'function' || value === undefined) warnOfConversion();
    // What the system has no way to keep is ignored.
    if (name !== '' && !name.includes('=')) target[name] = `${value}`;
    return true;
  },
  defineProperty(target, name, descriptor) {
    const { value, configurable, writable, enumerable } = descriptor;
    if ('get' in descriptor || 'set' in descriptor) {
      throw refused("'process.env' does not accept an accessor(getter/setter) descriptor");
    }
    if (!('value' in descriptor) || !configurable || !writable || !enumerable) {
      throw refused("'process.env' only accepts a configurable, writable, and enumerable data descriptor");
    }
    if (typeof name === 'symbol' || typeof value === 'symbol') {
      throw new TypeError('Cannot convert a Symbol value to a string');
    }
    return Reflect.defineProperty(target, name, { ...descriptor, value: `${value}` });
  },
};

function refused(text) {
  const { codes: { ERR_INVALID_OBJECT_DEFINE_PROPERTY } } = require('internal/errors');
  return new ERR_INVALID_OBJECT_DEFINE_PROPERTY(text);
}

let warned = false;

// Such a value becomes a text that nobody meant. Told once, and only if the command line asks for it.
function warnOfConversion() {
  if (warned || !require('process/warning').pending()) return;
  warned = true;
  process.emitWarning(
    'Assigning any value other than a string, number, or boolean to a process.env property is deprecated. Please make ' +
    'sure to convert the value to a string before setting process.env with it.', 'DeprecationWarning', 'DEP0104');
}

// From [name, value, name, value, …].
function make(pairs) {
  const values = {};
  for (let i = 0; i < pairs.length; i += 2) values[pairs[i]] = pairs[i + 1];
  return new Proxy(values, handler);
}

module.exports = { make };
