// Values as bytes and back.
const v8 = require('v8');
const value = { a: [1, , -0], date: new Date(0), map: new Map([['k', new Set([1n])]]), bytes: new Uint8Array([1, 2]) };
value.self = value;
const bytes = v8.serialize(value);
console.log(bytes[0], bytes[1], v8.deserialize(bytes));
try {
  v8.serialize(() => {});
} catch (error) {
  console.log(error.name, error.message);
}
const { used_heap_size: used, total_heap_size: total } = v8.getHeapStatistics();
console.log(used > 0, used <= total);
