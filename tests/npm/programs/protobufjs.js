// protobufjs: messages by their schema, from text, from a file, from JSON, and as a service.
const protobuf = require('protobufjs');
const fs = require('fs');
const os = require('os');
const path = require('path');

const schema = `
  syntax = "proto3";
  package demo;
  enum Kind { NONE = 0; CAT = 1; DOG = 2; }
  message Animal {
    string name = 1;
    Kind kind = 2;
    repeated int32 weights = 3;
    map<string, double> marks = 4;
    oneof home { string house = 5; uint64 cage = 6; }
    optional bytes picture = 7;
    Animal friend = 8;
  }
  service Zoo { rpc Feed (Animal) returns (Animal); }
`;
const { root } = protobuf.parse(schema);
const Animal = root.lookupType('demo.Animal');

console.log(Animal.verify({ name: 5 }), Animal.verify({ name: 'Tom' }));
const message = Animal.create({
  name: 'Tom 🐈', kind: 1, weights: [3, -1, 2 ** 31 - 1], marks: { agility: 1.5 }, cage: 7, picture: Buffer.from([1, 2]),
  friend: { name: 'Rex', kind: 2, house: 'red' },
});
const bytes = Animal.encode(message).finish();
console.log(Buffer.isBuffer(bytes), Buffer.from(bytes).toString('hex'));
const back = Animal.decode(bytes);
console.log(Animal.toObject(back, { enums: String, longs: String, bytes: String, defaults: true, oneofs: true }));
console.log(JSON.stringify(back));
console.log(Animal.fromObject({ kind: 'DOG', weights: ['4'], cage: '12345678901234567890' }).kind);
try {
  Animal.decode(bytes.subarray(0, 9));
} catch (error) {
  console.log(error.name, error.message);
}
try {
  protobuf.parse('message { }');
} catch (error) {
  console.log(error.message);
}

// Several messages behind each other, each with its length before it.
const writer = protobuf.Writer.create();
for (const name of ['a', 'b', 'c']) Animal.encodeDelimited({ name }, writer);
const reader = protobuf.Reader.create(writer.finish());
const names = [];
while (reader.pos < reader.len) names.push(Animal.decodeDelimited(reader).name);
console.log(names, reader.pos);

const fromJson = protobuf.Root.fromJSON({
  nested: { Pair: { fields: { key: { type: 'string', id: 1 }, n: { type: 'sint64', id: 2 } } } },
});
const Pair = fromJson.lookupType('Pair');
console.log(Buffer.from(Pair.encode({ key: 'k', n: -5 }).finish()).toString('hex'));

const Zoo = root.lookupService('demo.Zoo');
const zoo = Zoo.create((method, request, callback) => {
  const animal = Animal.decode(request);
  setImmediate(callback, null, Animal.encode({ name: `${animal.name} is fed by ${method.name}` }).finish());
});
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'evloop-proto-'));
zoo.feed({ name: 'Rex' }).then(async (fed) => {
  console.log(fed.name);
  const file = path.join(folder, 'demo.proto');
  fs.writeFileSync(file, schema);
  const loaded = await protobuf.load(file);
  console.log(loaded.lookupEnum('demo.Kind').values, protobuf.util.Long !== undefined);
}).finally(() => fs.rmSync(folder, { recursive: true }));
