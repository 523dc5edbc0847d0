//@ node: 24
// Circles of require() and import: told, not tried. And modules that failed, imported again.
import './fixtures/cycle-through-cjs.cjs';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
for (const name of ['./require-cycles.mjs', './fixtures/imports-cycles.mjs']) {
  try {
    console.log(require(name));
  } catch (error) {
    console.log(name, error.code);
  }
}
setTimeout(() => console.log('later', Object.keys(require('./fixtures/imports-cycles.mjs'))));

const names = ['good', 'imports-nowhere', 'fails', 'fails-inside', 'no-syntax', 'no-syntax-inside', 'no-link'];
(async () => {
  for (const name of [...names, ...names]) {
    try {
      console.log(name, Object.keys(await import(`./fixtures/again/${name}.mjs`)));
    } catch (error) {
      console.log(name, error.name, error.code ?? error.message);
    }
  }
})();
