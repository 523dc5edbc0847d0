//@ node: 24
// What a module knows about itself.
import { fileURLToPath } from './fixtures/file-url.mjs';

const here = import.meta.url.slice(0, import.meta.url.lastIndexOf('/'));
console.log(Object.keys(import.meta), Object.getPrototypeOf(import.meta));
console.log(import.meta.url === `file://${import.meta.filename}`, here === `file://${import.meta.dirname}`);
console.log(import.meta.main, (await import('./fixtures/not-main.mjs')).default);
for (const name of ['./x.mjs', '../y z', 'node:net', 'net', './fixtures', 'data:text/javascript,1']) {
  console.log(import.meta.resolve(name).replace(here, 'HERE').replace(here.slice(0, here.lastIndexOf('/')), 'ABOVE'));
}
try {
  import.meta.resolve('no-package');
} catch (error) {
  console.log(error.code);
}
const withQuery = await import('./fixtures/not-main.mjs?query#hash');
const again = await import('./fixtures/not-main.mjs?query#hash');
const plain = await import('./fixtures/not-main.mjs');
console.log(withQuery === again, withQuery === plain, withQuery.url.slice(-11), fileURLToPath(withQuery.url).slice(-12));
console.log((await import('data:text/javascript,export default 6 * 7')).default);
console.log((await import('data:application/json,{"a":[1]}', { with: { type: 'json' } })).default);
console.log((await import('data:text/javascript;base64,ZXhwb3J0IGRlZmF1bHQgJ2Jhc2U2NCc=')).default);
