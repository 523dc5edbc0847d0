//@ node: 24
// What the module has besides Buffer: inspection, transcode, isUtf8, isAscii, atob, btoa, the deprecated constructor.
const buffer = require('buffer');
const { inspect } = require('util');

process.on('warning', (warning) => console.log('warning', warning.name, warning.code, warning.message));

function show(call) {
  try {
    const result = call();
    console.log(Buffer.isBuffer(result) ? result.toString('hex') : JSON.stringify(result));
  } catch (error) {
    console.log(error.name, error.code, error.message);
  }
}

console.log(buffer.Buffer === Buffer, require('node:buffer') === buffer, buffer.atob === atob, buffer.btoa === btoa);
console.log(buffer.constants.MAX_LENGTH === buffer.kMaxLength, buffer.constants.MAX_STRING_LENGTH === buffer.kStringMaxLength);

console.log('-- inspect');
console.log(Buffer.from('hello'), Buffer.alloc(0), [Buffer.from('a')]);
console.log(inspect(Buffer.alloc(60, 7)));
console.log(inspect(Buffer.alloc(51)));
buffer.INSPECT_MAX_BYTES = 2;
console.log(Buffer.from('hello'), buffer.INSPECT_MAX_BYTES);
buffer.INSPECT_MAX_BYTES = 50;
show(() => { buffer.INSPECT_MAX_BYTES = -1; });
show(() => { buffer.INSPECT_MAX_BYTES = '5'; });
const extra = Buffer.from('x');
extra.name = 'extra';
extra[Symbol('sym')] = [1, 2];
console.log(extra);
const bare = Buffer.alloc(0);
bare.n = 1;
console.log(bare);
class Mine extends Uint8Array {}
console.log(Buffer.prototype.inspect.call(new Mine([1, 2])), Buffer.prototype.inspect.call(new Uint8Array(2)));

console.log('-- transcode');
show(() => buffer.transcode(Buffer.from('€é😀a'), 'utf8', 'latin1'));
show(() => buffer.transcode(Buffer.from('€é😀a'), 'utf8', 'ascii'));
show(() => buffer.transcode(Buffer.from('€é'), 'utf8', 'utf16le'));
show(() => buffer.transcode(Buffer.from('é', 'latin1'), 'binary', 'utf8'));
show(() => buffer.transcode(Buffer.from('é', 'utf16le'), 'ucs2', 'utf8'));
show(() => buffer.transcode(Buffer.alloc(0), 'nope', 'utf8'));
show(() => buffer.transcode(Buffer.from('a'), 'hex', 'utf8'));
show(() => buffer.transcode('a', 'utf8', 'latin1'));

console.log('-- isUtf8, isAscii');
for (const hex of ['', '61', 'c3a9', 'c3', 'eda080', 'ff']) {
  console.log(hex, buffer.isUtf8(Buffer.from(hex, 'hex')), buffer.isAscii(Buffer.from(hex, 'hex')));
}
show(() => buffer.isUtf8(new Uint8Array([0x61]).buffer));
show(() => buffer.isAscii(new Uint16Array([0x80])));
show(() => buffer.isUtf8('text'));
show(() => buffer.isAscii(null));

console.log('-- atob, btoa');
for (const text of ['', 'a', 'ab', 'abc', 'é', 'ÿ', '€', 5, null, [1]]) show(() => btoa(text));
for (const text of ['', ' ', 'YQ==', 'YQ', 'Y Q\n=\t=', 'YQ=', 'Y', 'YQ===', '=', 'Y-_a', 'YWJj\u00a0', '6Q==', null, 5]) show(() => atob(text));
show(() => btoa());
show(() => atob());

console.log('-- the old constructor');
show(() => Buffer(3));
show(() => new Buffer('abc'));
show(() => new Buffer([1, 2]));
show(() => new Buffer(5, 'utf8'));
show(() => new Buffer());
show(() => Buffer(-1));
class Sub extends Buffer {}
console.log(new Sub('abc') instanceof Buffer, new Sub('abc').toString());
