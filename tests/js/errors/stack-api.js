// `stack`, and what programs do with it.
const path = require('path');

const lines = (error, count) => error.stack.split('\n').slice(0, count).map((line) => line.replaceAll(__dirname, 'HERE'));

function outer() { return inner(); }
function inner() { return new Error('made'); }
console.log(lines(outer(), 3));
console.log(lines([1].map(() => new TypeError('in map'))[0], 3));

class Wrong extends Error {
  constructor(message) {
    super(message);
    this.name = 'Wrong';
  }
}
console.log(lines(new Wrong('of a class'), 2));
class Maker { constructor() { this.error = inner(); } }
console.log(lines(new Maker().error, 3));

function hidden() { return visible(); }
function visible() {
  const holder = { name: 'Holder', message: 'captured' };
  Error.captureStackTrace(holder, visible);
  return holder;
}
const holder = hidden();
console.log(lines(holder, 2), Object.keys(holder));

const error = inner();
console.log(typeof error.stack, Object.keys(error), JSON.stringify(error), Object.hasOwn(error, 'stack'));
error.message = 'changed later';
console.log(lines(error, 1));
error.stack = 'set by hand';
console.log(error.stack, Object.keys(error));

Error.stackTraceLimit = 1;
console.log(outer().stack.split('\n').length);
Error.stackTraceLimit = 0;
console.log(outer().stack);
Error.stackTraceLimit = 10;

Error.prepareStackTrace = (error, sites) => sites.map((site) => [
  site.getFunctionName(), path.basename(site.getFileName() ?? ''), site.getLineNumber(), site.getColumnNumber(),
  site.isConstructor(), site.isNative(), site.isEval(), site.isAsync(),
]).slice(0, 2);
console.log(outer().stack);
Error.prepareStackTrace = (error, sites) => String(sites[0]).replaceAll(__dirname, 'HERE');
console.log(outer().stack);
Error.prepareStackTrace = undefined;
console.log(lines(new AggregateError([inner()], 'many'), 1), lines(new Error('', { cause: 1 }), 1));
const frozen = Object.freeze(new RangeError('frozen'));
console.log(lines(frozen, 2));
