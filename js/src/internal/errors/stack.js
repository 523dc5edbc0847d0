// The head line of a coded error's stack: `Name [CODE]: message`.

// Node's users do not see how the error was put together either.
const ownFrames = /\n {4}at [^\n]*node:internal\/errors[:/][^\n]*/g;

// Where `stack` is an accessor of Error.prototype, another one is laid over it for the errors of one class.
exports.showCodeInStack = function showCodeInStack(prototype) {
  const stack = Object.getOwnPropertyDescriptor(Error.prototype, 'stack');
  if (stack?.get === undefined) return;
  Object.defineProperty(prototype, 'stack', {
    get() { return withCode(this, stack.get.call(this)); },
    set: stack.set,
    configurable: true,
  });
};

function withCode(error, stack) {
  const { name } = error;
  if (typeof stack !== 'string' || !stack.startsWith(name) || name.includes('[')) return stack;
  if (!/^(?:[:\n]|$)/.test(stack.slice(name.length))) return stack;
  return `${name} [${error.code}]${stack.slice(name.length).replace(ownFrames, '')}`;
}
