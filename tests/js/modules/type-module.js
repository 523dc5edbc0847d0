// package.json's type decides for .js; .mjs and .cjs decide for themselves.
import('./fixtures/typed-module/main.js').then((space) => console.log(space.kind, space.fromCjs));
console.log(require('./fixtures/typed-commonjs/main.js'));
