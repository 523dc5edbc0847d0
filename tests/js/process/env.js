// process.env: everything in it is text.
const { env } = process;

env.NUMBER = 1;
env.NULL = null;
env.UNDEFINED = undefined;
env.OBJECT = { toString: () => 'an object' };
console.log(env.NUMBER, env.NULL, env.UNDEFINED, env.OBJECT);
console.log(delete env.NUMBER, env.NUMBER, 'NUMBER' in env, delete env.NEVER);
console.log(Object.keys(env).includes('NULL'), Object.hasOwn(env, 'NULL'), env.hasOwnProperty('NULL'));

const symbol = Symbol('key');
console.log(env[symbol], symbol in env, delete env[symbol]);

function refused(call) {
  try {
    console.log(call());
  } catch ({ name, code, message }) {
    console.log({ name, code, message });
  }
}
refused(() => { env[symbol] = 'x'; });
refused(() => { env.KEY = symbol; });
refused(() => Object.defineProperty(env, 'A', { value: 'x' }));
refused(() => Object.defineProperty(env, 'A', { get: () => 'x' }));
refused(() => Object.defineProperty(env, 'A', { value: 5, writable: true, enumerable: true, configurable: true }).A);
console.log(Object.getOwnPropertyDescriptor(env, 'A'));

env[''] = 'x';
env['A=B'] = 'x';
console.log(env[''], env['A=B'], '' in env);
