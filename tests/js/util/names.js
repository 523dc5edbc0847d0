// What promisify and callbackify call their functions, and where a stack begins in a tick.
const { callbackify, promisify } = require('util');
for (const [room, ...path] of [
  ['fs', 'exists'], ['fs', 'read'], ['readline', 'Interface', 'prototype', 'question'], ['stream', 'finished'],
  ['stream', 'pipeline'], ['timers', 'setImmediate'], ['timers', 'setTimeout'], ['dns', 'lookup'],
]) {
  const fn = promisify(path.reduce((value, key) => value[key], require(room)));
  console.log(room, fn.name, fn.length, fn === promisify(fn));
}

const second = (error) => error.stack.split('\n')[1].replace(/ \(node:.*/, '');
const callbackified = callbackify(async function later() { throw null; });
console.log(callbackified.name, callbackified.length);
callbackified((error) => console.log(error.code, error.reason, second(error)));
process.nextTick(() => console.log(new Error('in a tick').stack.split('\n')[2].replace(/ \(node:.*/, '')));
