// Reading and writing numbers: values at the limits, and every error.
const { Buffer } = require('buffer');

function attempt(call) {
  try {
    return String(call());
  } catch (error) {
    return `${error.name} ${error.code} ${error.message}`;
  }
}

const bytes = Buffer.from([0xfe, 0xdc, 0xba, 0x98, 0x76, 0x54, 0x32, 0x10, 0x80]);
const ints = ['Int8', 'UInt8', 'Int16LE', 'Int16BE', 'UInt16LE', 'UInt16BE', 'Int32LE', 'Int32BE', 'UInt32LE', 'UInt32BE'];
const floats = ['FloatLE', 'FloatBE', 'DoubleLE', 'DoubleBE'];
const bigs = ['BigInt64LE', 'BigInt64BE', 'BigUInt64LE', 'BigUInt64BE'];

console.log('-- read');
for (const name of [...ints, ...floats, ...bigs]) {
  const read = (...args) => attempt(() => bytes[`read${name}`](...args));
  console.log(name, read(), read(1), '|', read(9), '|', read(-1), '|', read(1.5), '|', read('1'), '|', read(null), '|',
              read(Infinity), '|', read(NaN), '|', attempt(() => Buffer.alloc(0)[`read${name}`]()));
}

console.log('-- read of any length');
for (const name of ['IntLE', 'IntBE', 'UIntLE', 'UIntBE']) {
  for (let size = 1; size <= 6; size++) console.log(name, size, bytes[`read${name}`](0, size), bytes[`read${name}`](3, size));
  for (const args of [[], [0], [0, 0], [0, 7], [0, '2'], [0, 1.5], [undefined, 2], [8, 2], [-1, 2], ['0', 2], [0.5, 6]]) {
    console.log(name, attempt(() => bytes[`read${name}`](...args)));
  }
}

console.log('-- write');
function write(name, ...args) {
  const buffer = Buffer.alloc(9);
  const result = attempt(() => buffer[`write${name}`](...args));
  return `${result} ${buffer.toString('hex')}`;
}
for (const name of ints) {
  for (const args of [[1], [127, 1], [-1], [255], [256], [-128], [-129], [32767], [65536], [-32769], [2 ** 31], [-(2 ** 31)],
    [2 ** 32], [1.9], [-0.5], ['5'], ['x'], [NaN], [undefined], [1, 9], [1, -1], [1, '0'], [1, 0.5], [1, NaN], [Infinity]]) {
    console.log(name, write(name, ...args));
  }
}
for (const name of floats) {
  for (const args of [[0.1], [-0], [1e300, 1], [NaN], [Infinity], ['1.5'], [undefined], [1, 9], [1, -1], [1, null]]) {
    console.log(name, write(name, ...args));
  }
}
for (const name of ['IntLE', 'IntBE', 'UIntLE', 'UIntBE']) {
  for (let size = 1; size <= 6; size++) {
    const most = 2 ** (8 * size - (name.startsWith('I') ? 1 : 0)) - 1;
    const least = name.startsWith('I') ? -most - 1 : 0;
    for (const value of [most, least, most + 1, least - 1, most + 0.5, 5.7]) console.log(name, size, write(name, value, 0, size));
  }
  for (const args of [[1], [1, 0], [1, 0, 0], [1, 0, 7], [1, 0, '2'], [1, undefined, 2], [1, 8, 2], [1, -1, 2], [1, '0', 2]]) {
    console.log(name, write(name, ...args));
  }
}
for (const name of bigs) {
  for (const args of [[1n], [-1n], [2n ** 63n - 1n, 1], [2n ** 63n], [-(2n ** 63n)], [-(2n ** 63n) - 1n], [2n ** 64n - 1n], [2n ** 64n],
    [5], ['5'], [1n, 2], [1n, -1], [1n, '1']]) {
    console.log(name, write(name, ...args));
  }
}

console.log('-- both spellings');
for (const name of Object.keys(Buffer.prototype).filter((name) => /Uint/.test(name)).sort()) {
  console.log(name, Buffer.prototype[name] === Buffer.prototype[name.replace('Uint', 'UInt')]);
}

console.log('-- swap');
for (const size of [16, 32, 64]) {
  console.log(attempt(() => Buffer.from('0123456789abcdef', 'hex')[`swap${size}`]().toString('hex')));
  console.log(attempt(() => Buffer.alloc(7)[`swap${size}`]()));
}
