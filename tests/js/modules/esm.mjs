// ES modules: imports are hoisted, bindings are live, namespaces are sealed.
import def, { count, increment, default as again } from './fixtures/live.mjs';
import * as space from './fixtures/live.mjs';
import { EventEmitter } from 'node:events';
import events from 'events';
console.log('main runs last');
console.log(def, again, count, space.count);
increment();
console.log(count, space.count, Object.keys(space));
try {
  space.count = 5;
} catch (error) {
  console.log(error.name);
}
console.log(EventEmitter === events, space[Symbol.toStringTag]);
console.log(typeof require, typeof module, typeof __filename, this);
console.log(import.meta.url.startsWith('file:///'), import.meta.filename.endsWith('esm.mjs'), typeof import.meta.dirname);
export const exported = 1;
