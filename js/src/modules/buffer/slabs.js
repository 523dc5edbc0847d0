// The memory that small Buffers share is nobody's to give away: what is transferred is gone for all who looked at it.

const slabs = new WeakSet();

for (const name of ['transfer', 'transferToFixedLength', 'transferToImmutable']) {
  const original = ArrayBuffer.prototype[name];
  const { [name]: method } = {
    [name]() {
      if (slabs.has(this)) throw new TypeError('Provided key did not match array buffer detach key');
      return Reflect.apply(original, this, arguments);
    },
  };
  Object.defineProperty(ArrayBuffer.prototype, name, { value: method, writable: true, configurable: true });
}

module.exports = {
  note(slab) { slabs.add(slab); },
  isSlab: (buffer) => slabs.has(buffer),
};
