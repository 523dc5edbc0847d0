//@ node: 24
// toString and write in every encoding, with all kinds of offsets.
const { Buffer } = require('buffer');
const encodings = ['utf8', 'utf16le', 'latin1', 'ascii', 'hex', 'base64', 'base64url'];

function show(call) {
  try {
    console.log(JSON.stringify(call()));
  } catch (error) {
    console.log(error.name, error.code, error.message);
  }
}

console.log('-- every byte in every encoding');
const all = Buffer.from(Array.from({ length: 256 }, (_, i) => i));
for (const encoding of encodings) {
  const text = all.toString(encoding);
  console.log(encoding, text.length, Buffer.from(text, encoding).equals(all), JSON.stringify(text.slice(-12)));
}

console.log('-- broken UTF-8: how many U+FFFD');
for (const hex of ['80', 'c0', 'c080', 'c3', 'c328', 'e282', 'e28261', 'e0809f', 'eda080', 'edb080', 'f09f98', 'f09f9861',
  'f0808080', 'f4908080', 'f8888080', 'ff', 'fffe', '61f180c261', 'efbfbd', 'efbbbf61', 'e2', 'e2e2', 'f0e282ac']) {
  console.log(hex, [...Buffer.from(hex, 'hex').toString()].map((c) => c.codePointAt(0).toString(16)).join(' '));
}

console.log('-- toString with ranges');
const abc = Buffer.from('abcdef');
show(() => abc.toString('utf8', 2));
show(() => abc.toString('utf8', 2, 4));
show(() => abc.toString('utf8', -3, 2));
show(() => abc.toString('utf8', 4, 2));
show(() => abc.toString('utf8', 1.9, 3.9));
show(() => abc.toString('utf8', '1', '3'));
show(() => abc.toString('utf8', NaN, null));
show(() => abc.toString('utf8', 0, Infinity));
show(() => abc.toString('utf8', 9));
show(() => abc.toString(undefined, 1, 2));
show(() => abc.toString({ toString: () => 'hex' }));
show(() => abc.toString('nope'));
show(() => abc.toString(null));
show(() => Buffer.from([1, 2, 3]).toString('utf16le'));

console.log('-- one method per encoding');
for (const name of ['utf8', 'ucs2', 'latin1', 'ascii', 'hex', 'base64', 'base64url']) {
  show(() => abc[`${name}Slice`]());
  show(() => abc[`${name}Slice`](1, 3));
  show(() => abc[`${name}Slice`](3, 1));
  show(() => Buffer.alloc(4)[`${name}Write`]('6162zz', 1));
}
show(() => abc.utf8Slice(0, 9));
show(() => abc.utf8Slice(-1));
show(() => abc.latin1Write(5));
show(() => Buffer.alloc(2).utf8Write('abc', 3));
show(() => Buffer.alloc(2).utf8Write('abc', 0, 3));

console.log('-- write');
function write(size, ...args) {
  const buffer = Buffer.alloc(size, '.');
  try {
    console.log(buffer.write(...args), JSON.stringify(buffer.toString('latin1')));
  } catch (error) {
    console.log(error.name, error.code, error.message);
  }
}
write(6, 'abc');
write(6, 'abc', 2);
write(6, 'abc', 2, 2);
write(6, '616263', 'hex');
write(6, '616263', 2, 'hex');
write(6, '616263', 2, 2, 'hex');
write(6, '616263', undefined, undefined, 'hex');
write(6, 'a€b');
write(3, 'a€b');
write(4, '😀a');
write(3, '😀a');
write(5, 'é€', 'utf16le');
write(5, 'é€', 'latin1');
write(6, 'YWJj=ZGVm', 'base64');
write(2, 'YWJj', 'base64');
write(6, '61x2', 'hex');
write(6, '', 6);
write(6, 'abc', 7);
write(6, 'abc', -1);
write(6, 'abc', 1.5);
write(6, 'abc', '1');
write(6, 'abc', 0, 7);
write(6, 'abc', 5, 6);
write(6, 'abc', 0, 3, 'nope');
write(6, 'abc', null);
write(6, 5);
write(6);

console.log('-- lenient base64');
for (const text of ['YWJjZGVm', 'YWJjZGU', 'YWJjZA', 'YWJjZ', 'YW Jj\n', 'YW.Jj', 'YWJj=ZGVm', '=YWJj', 'Y=WJj', 'YWéJj',
  '-_+/', 'YQ==YQ==', '*', 'Y', 'YW =  =']) {
  console.log(JSON.stringify(text), Buffer.from(text, 'base64').toString('hex'), Buffer.byteLength(text, 'base64'));
}
