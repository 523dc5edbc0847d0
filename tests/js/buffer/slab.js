//@ node: 24
// The memory that small Buffers share cannot be taken from them.
const first = Buffer.from('first');
const second = Buffer.from('second');
console.log(first.buffer === second.buffer);
const { MessageChannel } = require('worker_threads');
const { port1 } = new MessageChannel();
for (const [name, take] of Object.entries({
  transfer: () => first.buffer.transfer(),
  fixed: () => first.buffer.transferToFixedLength(),
  clone: () => structuredClone(first, { transfer: [first.buffer] }),
  post: () => port1.postMessage(first, [first.buffer]),
})) {
  try {
    take();
    console.log(name, 'taken');
  } catch (error) {
    console.log(name, error.name, error.code);
  }
}
console.log(`${first} ${second}`, first.buffer.byteLength);

const own = new ArrayBuffer(8);
const moved = own.transfer(4);
console.log(own.detached, moved.byteLength, ArrayBuffer.prototype.transfer.length, ArrayBuffer.prototype.transfer.name);
const { buffer } = Buffer.allocUnsafeSlow(8);
console.log(structuredClone(buffer, { transfer: [buffer] }).byteLength, buffer.byteLength);
