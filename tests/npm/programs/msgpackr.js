// msgpackr: MessagePack, small and fast.
const { pack, unpack, Packr, Unpackr, PackrStream, UnpackrStream, addExtension, encodeIter, decodeIter } = require('msgpackr');

const value = {
  text: 'Zoë 🎉', integer: 42, large: 2 ** 40, negative: -7, float: 1.5, yes: true, nothing: null,
  list: [1, [2, [3]]], bytes: Buffer.from([1, 2, 3]), date: new Date(86_400_000), big: 123456789012345678n,
};
const bytes = pack(value);
console.log(bytes.length, bytes.toString('hex').slice(0, 40));
console.log(unpack(bytes));

const records = new Packr({ structuredClone: true });
const node = { name: 'circle', set: new Set([1, 2]), map: new Map([['k', /x/g]]), error: new RangeError('far') };
node.self = node;
const back = records.unpack(records.pack(node));
console.log(back.self === back, back.set, back.map, back.error.name, back.error.message);

class Point {
  constructor(x, y) { this.x = x; this.y = y; }
}
addExtension({ Class: Point, type: 11, write: (p) => [p.x, p.y], read: ([x, y]) => new Point(x, y) });
console.log(unpack(pack([new Point(1, 2)])));
console.log(new Unpackr({ mapsAsObjects: false }).unpack(pack({ a: 1 })));

const shapes = new Packr({ useRecords: true });
const rows = Array.from({ length: 100 }, (_, id) => ({ id, name: `row ${id}`, even: id % 2 === 0 }));
const packed = shapes.pack(rows);
console.log(packed.length, JSON.stringify(rows).length > packed.length, shapes.unpack(packed)[99]);
console.log(pack('x'.repeat(70_000)).length, unpack(pack(new Float32Array([0.5, 1]))).length);
try {
  unpack(bytes.subarray(0, 10));
} catch (error) {
  console.log(error.constructor.name);
}

const out = new PackrStream();
const into = new UnpackrStream();
into.on('data', (message) => console.log('stream', message));
into.on('end', () => console.log([...decodeIter(encodeIter([1, 'two', [3]]))]));
// Bytes come one by one: messages are put together.
out.on('data', (chunk) => {
  for (const byte of chunk) into.write(Buffer.from([byte]));
});
out.on('end', () => into.end());
out.write({ n: 1 });
out.write(['two']);
out.end('three');
