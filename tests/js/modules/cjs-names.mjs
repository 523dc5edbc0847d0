//@ node: 24
// CommonJS as seen by import: the default is module.exports, names are read off the text.
import names, { plain, whole, defined, late, also } from './fixtures/exports-names.cjs';
import * as all from './fixtures/exports-names.cjs';
import { short, long, quoted, method } from './fixtures/exports-literal.cjs';
import { long as passed } from './fixtures/exports-passed-on.cjs';
import * as star from './fixtures/exports-star.cjs';
import called, { property } from './fixtures/exports-function.cjs';
import { createRequire } from 'node:module';

console.log(plain, whole, defined, late, also);
console.log(Object.keys(all).sort().join(' '));
console.log(names === all.default, names.default, names.hidden);
console.log(short, long, quoted, typeof method, passed);
console.log(Object.keys(star).sort().join(' '));
console.log(called(), property, called === createRequire(import.meta.url)('./fixtures/exports-function.cjs'));
try {
  await import('./fixtures/imports-missing.mjs');
} catch (error) {
  console.log(error.name, error.message);
}
