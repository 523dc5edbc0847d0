// Copies between ports of one thread.
const { MessageChannel, receiveMessageOnPort, isMainThread, threadId, parentPort, workerData } = require('worker_threads');
console.log(isMainThread, threadId, parentPort, workerData);
const { port1, port2 } = new MessageChannel();
const value = { map: new Map([[1, { a: [1, , 3] }]]), set: new Set(['x']), date: new Date(0), re: /a/gi, big: 10n };
value.self = value;
port1.postMessage(value);
console.log(receiveMessageOnPort(port2));
console.log(receiveMessageOnPort(port2));
const bytes = new Uint8Array([1, 2, 3]);
port2.on('message', (message) => {
  console.log('heard', message);
  if (message === 'last') port1.close();
});
port1.postMessage(bytes, [bytes.buffer]);
console.log(bytes.length);
port1.postMessage('last');
port2.on('close', () => console.log('closed'));
for (const bad of [() => {}, Symbol('s'), Promise.resolve(), new WeakMap()]) {
  try {
    structuredClone(bad);
  } catch (error) {
    console.log(error.name, error.code, error.message);
  }
}
const error = structuredClone(new RangeError('far', { cause: { deep: 1 } }));
console.log(error instanceof RangeError, error.message, error.cause);
