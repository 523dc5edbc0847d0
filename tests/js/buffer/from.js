//@ node: 24
// What Buffer.from, alloc, of, concat and copyBytesFrom take, and what they refuse.
const { Buffer } = require('buffer');

function show(make) {
  try {
    const made = make();
    console.log(made.toString('hex') || '(empty)');
  } catch (error) {
    console.log(error.name, error.code, error.message);
  }
}

console.log('-- text');
show(() => Buffer.from('häß €😀'));
show(() => Buffer.from('häß €😀', 'latin1'));
show(() => Buffer.from('häß €😀', 'ascii'));
show(() => Buffer.from('häß €😀', 'UTF16LE'));
show(() => Buffer.from('lone \ud800 and \udfff.'));
show(() => Buffer.from('00ff1', 'hex'));
show(() => Buffer.from('00fx12', 'hex'));
show(() => Buffer.from('aGk=', 'base64'));
show(() => Buffer.from('-_-_', 'base64url'));
show(() => Buffer.from('', 'hex'));
show(() => Buffer.from('abc', ''));
show(() => Buffer.from('abc', 7));
show(() => Buffer.from('abc', 'utf9'));

console.log('-- arrays and their kin');
show(() => Buffer.from([1, 2.9, -1, 256, '7', NaN, null]));
show(() => Buffer.from({ length: 3, 0: 1, 2: 3 }));
show(() => Buffer.from({ length: '3' }));
show(() => Buffer.from({ length: -1 }));
show(() => Buffer.from({ length: NaN }));
show(() => Buffer.from(new Uint16Array([1, 0x1ff])));
show(() => Buffer.from(Buffer.from('same')));
show(() => Buffer.from({ type: 'Buffer', data: [104, 105] }));
show(() => Buffer.from(JSON.parse(JSON.stringify(Buffer.from('json')))));

console.log('-- ArrayBuffers');
const memory = new Uint8Array([1, 2, 3, 4, 5, 6]).buffer;
show(() => Buffer.from(memory));
show(() => Buffer.from(memory, 2));
show(() => Buffer.from(memory, 2, 3));
show(() => Buffer.from(memory, '1', '2'));
show(() => Buffer.from(memory, NaN, -4));
show(() => Buffer.from(memory, 7));
show(() => Buffer.from(memory, 1, 6));
show(() => Buffer.from(memory, -1));
const shown = Buffer.from(memory, 1, 2);
shown[0] = 99;
console.log(new Uint8Array(memory)[1], shown.buffer === memory, shown.parent === memory, shown.offset);

console.log('-- objects');
show(() => Buffer.from(new String('boxed')));
show(() => Buffer.from({ valueOf: () => 'value' }));
show(() => Buffer.from({ valueOf: () => null, [Symbol.toPrimitive]: (hint) => hint }));
show(() => Buffer.from({ valueOf: () => [9, 8] }));
for (const wrong of [undefined, null, 5, true, 5n, Symbol('s'), () => {}, {}, new Map(), new Number(3)]) {
  show(() => Buffer.from(wrong));
}

console.log('-- alloc');
show(() => Buffer.alloc(4));
show(() => Buffer.alloc(4, 1));
show(() => Buffer.alloc(5, 'ab'));
show(() => Buffer.alloc(5, 'YWI=', 'base64'));
show(() => Buffer.alloc(5, ''));
show(() => Buffer.alloc(4, Buffer.from([7, 8, 9])));
show(() => Buffer.alloc(4, 'xx', 'hex'));
show(() => Buffer.alloc(4, 'a', 'utf9'));
show(() => Buffer.alloc(2.5));
for (const wrong of [-1, NaN, Infinity, '5', undefined, {}]) show(() => Buffer.alloc(wrong));
for (const wrong of [-1, '5']) show(() => Buffer.allocUnsafe(wrong));
for (const wrong of [-1, null]) show(() => Buffer.allocUnsafeSlow(wrong));

console.log('-- of');
show(() => Buffer.of());
show(() => Buffer.of(1, 257, '3', -2));
console.log(Buffer.of(1) instanceof Buffer);

console.log('-- concat');
const parts = [Buffer.from('one'), new Uint8Array([32]), Buffer.from('two')];
show(() => Buffer.concat(parts));
show(() => Buffer.concat(parts, 5));
show(() => Buffer.concat(parts, 10));
show(() => Buffer.concat([]));
show(() => Buffer.concat([], 3));
show(() => Buffer.concat([Buffer.from('a'), 'b']));
show(() => Buffer.concat([Buffer.from('a'), new Uint16Array(1)]));
show(() => Buffer.concat(Buffer.from('a')));
show(() => Buffer.concat(parts, 1.5));
show(() => Buffer.concat(parts, '5'));

console.log('-- copyBytesFrom');
const words = new Uint16Array([0x0102, 0x0304, 0x0506]);
show(() => Buffer.copyBytesFrom(words));
show(() => Buffer.copyBytesFrom(words, 1));
show(() => Buffer.copyBytesFrom(words, 1, 1));
show(() => Buffer.copyBytesFrom(words, 9));
show(() => Buffer.copyBytesFrom(words, -1));
show(() => Buffer.copyBytesFrom(words, 0, 1.5));
show(() => Buffer.copyBytesFrom('text'));
show(() => Buffer.copyBytesFrom(new DataView(memory)));

console.log('-- what a Buffer is');
const buffer = Buffer.from('abc');
console.log(Object.getPrototypeOf(buffer) === Buffer.prototype, buffer.constructor === Buffer);
console.log(buffer instanceof Uint8Array, Buffer.isBuffer(buffer), Buffer.isBuffer(new Uint8Array(1)));
console.log(Object.getPrototypeOf(Buffer) === Uint8Array, Buffer.name, Buffer.length);
for (const made of [buffer.map((x) => x + 1), buffer.filter((x) => x > 97), buffer.slice(1), buffer.subarray(0, 2)]) {
  console.log(Buffer.isBuffer(made), made.toString());
}
console.log(Buffer.byteLength('€'), Buffer.byteLength('€', 'utf16le'), Buffer.byteLength('abcd=', 'base64'),
            Buffer.byteLength('abc', 'hex'), Buffer.byteLength('x', 'unknown'), Buffer.byteLength(memory));
show(() => Buffer.byteLength(5));
console.log(['utf8', 'UTF-8', 'ucs-2', 'Binary', 'base64URL', 'utf 8', '', 5, undefined].map(Buffer.isEncoding).join());
