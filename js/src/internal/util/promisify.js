// util.promisify: a function that ends in a callback becomes one that returns a promise.

const { customPromisifyArgs, kCustomPromisifiedSymbol } = require('internal/util');
const { validateFunction } = require('internal/validators');

exports.promisify = function promisify(original) {
  validateFunction(original, 'original');
  const custom = original[kCustomPromisifiedSymbol];
  if (custom) {
    validateFunction(custom, 'util.promisify.custom');
    return mark(custom);
  }
  const names = original[customPromisifyArgs];

  function fn(...args) {
    return new Promise((resolve, reject) => {
      args.push((error, ...values) => {
        if (error) reject(error);
        else resolve(names !== undefined && values.length > 1 ? named(names, values) : values[0]);
      });
      if (Reflect.apply(original, this, args) instanceof Promise) {
        process.emitWarning('Calling promisify on a function that returns a Promise is likely a mistake.',
                            'DeprecationWarning', 'DEP0174');
      }
    });
  }

  Object.setPrototypeOf(fn, Object.getPrototypeOf(original));
  mark(fn);
  return Object.defineProperties(fn, Object.getOwnPropertyDescriptors(original));
};

// Promisifying the result again gives the result itself.
function mark(fn) {
  return Object.defineProperty(fn, kCustomPromisifiedSymbol, { value: fn, configurable: true });
}

function named(names, values) {
  const result = {};
  names.forEach((name, index) => { result[name] = values[index]; });
  return result;
}
