// A .js file with no type that says so by its syntax is an ES module.
import { kind } from './fixtures/detected-too.js';
console.log(kind, typeof require, await Promise.resolve('top-level await'));
export {};
