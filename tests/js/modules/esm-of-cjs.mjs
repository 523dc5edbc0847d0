// CommonJS from an ES module: the default, and the names that can be seen in its text.
import whole, { named, other } from './fixtures/named.cjs';
import * as space from './fixtures/named.cjs';
import data from './fixtures/data.json' with { type: 'json' };
import { createRequire } from 'node:module';
console.log(whole, named, other, Object.keys(space).filter((name) => name !== 'module.exports').join());
console.log(data.name);
const require = createRequire(import.meta.url);
console.log(require('./fixtures/named.cjs') === whole, require('./fixtures/folder'));
const dynamic = await import('./fixtures/named.cjs');
console.log(dynamic === space, dynamic.default === whole);
