// Whether an object's conversion to a string is the language's own, which would only say '[object Object]'.

const view = require('internal/engine_view');
const { isBuiltInName } = require('internal/inspect/names');

exports.hasBuiltInToString = function hasBuiltInToString(value) {
  const proxy = view.proxyDetails(value);
  if (proxy !== undefined) return proxy[0] === null || hasBuiltInToString(proxy[0]);

  const converts = [];
  if (typeof value.toString === 'function') converts.push('toString');
  if (typeof value[Symbol.toPrimitive] === 'function') converts.push(Symbol.toPrimitive);
  if (converts.length === 0) return true;
  if (converts.some((key) => Object.hasOwn(value, key))) return false;

  // The nearest prototype that has one of them decides: is it one of the language's classes?
  let holder = value;
  do {
    holder = Object.getPrototypeOf(holder);
  } while (!converts.some((key) => Object.hasOwn(holder, key)));
  const constructor = Object.getOwnPropertyDescriptor(holder, 'constructor')?.value;
  return typeof constructor === 'function' && isBuiltInName(constructor.name);
};
