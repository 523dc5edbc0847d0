//@ node: 24
// Searching, filling, copying, comparing, cutting.
const { Buffer } = require('buffer');

function show(call) {
  try {
    const result = call();
    console.log(Buffer.isBuffer(result) ? JSON.stringify(result.toString('latin1')) : result);
  } catch (error) {
    console.log(error.name, error.code, error.message);
  }
}

console.log('-- indexOf, lastIndexOf, includes');
const text = Buffer.from('this is the way this is');
const wide = Buffer.from('\u039a\u0391\u03a3\u03a3\u0395', 'utf16le');
for (const args of [['is'], ['is', 3], ['is', -3], ['is', -100], ['is', 100], ['is', 3.9], ['is', '3'], ['is', null], ['is', NaN],
  ['is', undefined], ['is', {}], ['is', Infinity], ['is', -Infinity], [''], ['', 5], ['', 100], ['', -2], ['', -100], ['x'],
  [105], [105.9], [361], [-151], [Buffer.from('way')], [new Uint8Array([119])], [Buffer.alloc(0), 3], ['6973', 'hex'],
  ['6973', 3, 'hex'], ['aXM=', 0, 'base64'], ['this is the way this is longer'], ['is', 21], ['is', 22], ['is', 23],
  ['is', 0, 'nope'], [null], [{}], [undefined], [true], [Buffer.from('is'), 3, 'nope']]) {
  for (const method of ['indexOf', 'lastIndexOf', 'includes']) show(() => text[method](...args));
}
for (const args of [['\u03a3', 0, 'utf16le'], ['\u03a3', -3, 'utf16le'], ['\u03a3', 5, 'utf16le'], ['\u0391', 1, 'ucs2'],
  [Buffer.from('\u03a3', 'utf16le'), 0, 'utf16le'], [Buffer.from([0xa3, 3, 0xa3]), 0, 'utf16le'], ['', 3, 'utf16le'],
  [0x3a3, 0, 'utf16le'], [Buffer.from([3]), 0, 'utf16le']]) {
  for (const method of ['indexOf', 'lastIndexOf']) show(() => wide[method](...args));
}
show(() => Buffer.alloc(0).indexOf(''));
show(() => Buffer.alloc(0).lastIndexOf('a'));
show(() => Buffer.alloc(0).indexOf(0));

console.log('-- fill');
const fill = (...args) => show(() => Buffer.alloc(8, '.').fill(...args));
fill('ab');
fill('ab', 1);
fill('ab', 1, 4);
fill('abc', 'latin1');
fill('é', 1, 'latin1');
fill('é', 1, 6, 'latin1');
fill('é');
fill('', 2);
fill(65);
fill(321, 2, 4);
fill(-1);
fill(65.9);
fill(true);
fill(null);
fill({});
fill(Buffer.from('xyz'), 2);
fill(new Uint8Array([48, 49]), 0, 3);
fill('616', 'hex');
fill('zz', 'hex');
fill(Buffer.alloc(0));
fill('a', 9);
fill('a', -1);
fill('a', 0, 9);
fill('a', 4, 2);
fill('a', 0, 8, 'nope');
fill('a', 0, 8, 5);
fill('a', '1');
fill('a', 1, {});
fill('a', null);

console.log('-- copy');
function copy(size, ...args) {
  const target = Buffer.alloc(size, '.');
  show(() => `${Buffer.from('abcdef').copy(target, ...args)} ${target}`);
}
copy(8);
copy(8, 1);
copy(8, 1, 2);
copy(8, 1, 2, 4);
copy(3, 1);
copy(8, 9);
copy(8, 0, 6);
copy(8, 0, 4, 2);
copy(8, '1', '2', '4');
copy(8, 1.9, 2.9, 4.9);
copy(8, 'x');
copy(8, 0, 0, 99);
copy(8, -1);
copy(8, 0, -1);
copy(8, 0, 7);
copy(8, 0, 0, -1);
show(() => Buffer.from('abc').copy('target'));
show(() => { const b = Buffer.from('overlapping'); b.copy(b, 3, 0, 8); return b; });

console.log('-- compare and equals');
const a = Buffer.from('abcdef');
const b = Buffer.from('abd');
show(() => [a.compare(b), b.compare(a), a.compare(a), Buffer.compare(a, b), a.equals(b), a.equals(new Uint8Array(a))].join());
for (const args of [[1], [0, 2], [0, 2, 0, 2], [0, 3, 0, 3], [3], [0, 3, 6], [0, 0, 0, 0], [0, 4], [0, 2, 0, 7], [-1], ['1'], [0.5]]) {
  show(() => a.compare(b, ...args));
}
show(() => a.compare('abc'));
show(() => a.equals('abc'));
show(() => Buffer.compare('a', b));
show(() => Buffer.compare(a, null));
show(() => [b, a, Buffer.from('')].sort(Buffer.compare).map(String).join());

console.log('-- slice and subarray share the memory');
for (const args of [[], [2], [2, 4], [-2], [-4, -2], [4, 2], [9], [0, 99], ['1', '3'], [1.9, 3.9], [NaN, null], [undefined, 2], [-99, 2]]) {
  show(() => a.slice(...args));
  show(() => a.subarray(...args));
}
const part = a.slice(1, 3);
part[0] = 0x58;
show(() => a);
a[1] = 0x62;
console.log(part.parent === a.buffer, part.byteOffset - a.byteOffset);

console.log('-- on other typed arrays');
const other = Uint8Array.of(104, 105, 106);
const call = (name, ...args) => Buffer.prototype[name].call(other, ...args);
console.log(call('toString'), call('indexOf', 'i'), call('readUInt16BE', 1), call('equals', Buffer.from('hij')));
console.log(Buffer.isBuffer(call('slice', 1)), Buffer.isBuffer(call('subarray', 1)));
show(() => Buffer.prototype.indexOf.call(5, 'a'));
show(() => Buffer.prototype.lastIndexOf.call({}, 'a'));
show(() => Buffer.prototype.copy.call(0));

console.log('-- a buffer that is resized');
const memory = new ArrayBuffer(8, { maxByteLength: 16 });
const whole = Buffer.from(memory);
const fixed = Buffer.from(memory, 2, 4);
whole.write('abcdefgh');
memory.resize(4);
console.log(whole.length, fixed.length, whole.toString());
memory.resize(12);
console.log(whole.length, fixed.length, JSON.stringify(fixed.toString()), whole.fill('z').toString(), fixed.indexOf('z'));

console.log('-- JSON, keys, iteration');
console.log(JSON.stringify(Buffer.from('hi')), JSON.stringify(Buffer.alloc(0)), Buffer.from('hi').toJSON().data instanceof Array);
console.log([...Buffer.from('hi')].join(), [...Buffer.from('hi').entries()].join(';'), Object.keys(Buffer.from('hi')).join());
console.log(Buffer.from('hi') + '', Buffer.from('hi').toLocaleString('hex'), Buffer.prototype.toLocaleString === Buffer.prototype.toString);

console.log('-- a pool that somebody takes away');
try {
  Buffer.from('pooled').buffer.transfer();
} catch {
  // Node does not allow it.
}
console.log(String(Buffer.from('still')), Buffer.allocUnsafe(8).fill(1).length, String(Buffer.concat([Buffer.from('wo'), Buffer.from('rks')])));
