// Top-level await holds the importers, and not the other branches.
import { value } from './fixtures/awaits.mjs';
import './fixtures/beside.mjs';
console.log('main', value);
const later = await new Promise((resolve) => setTimeout(resolve, 5, 'timer'));
console.log(later);
for await (const n of [Promise.resolve(1), 2]) console.log(n);
