// mock.property: a property whose reads and writes are remembered.

const { codes: { ERR_INVALID_ARG_VALUE } } = require('internal/errors');
const { validateInteger } = require('internal/validators');

class MockPropertyContext {
  #object;
  #name;
  #original;
  #descriptor;
  #value;
  #accesses = [];
  #once = new Map();

  constructor(object, name, replaces, value) {
    this.#object = object;
    this.#name = name;
    const about = Object.getOwnPropertyDescriptor(object, name);
    if (about === undefined) {
      throw new ERR_INVALID_ARG_VALUE('propertyName', name, 'is not a property of the object');
    }
    this.#descriptor = about;
    this.#original = object[name];
    this.#value = replaces ? value : this.#original;
    const { configurable, enumerable } = about;
    Object.defineProperty(object, name, {
      configurable,
      enumerable,
      get: () => this.#note('get', this.#next()),
      set: (next) => this.#write(next),
    });
  }

  get accesses() {
    return this.#accesses.slice();
  }

  accessCount() {
    return this.#accesses.length;
  }

  mockImplementation(value) {
    this.#checkWritable();
    this.#value = value;
  }

  mockImplementationOnce(value, onAccess) {
    const next = this.#accesses.length;
    const access = onAccess ?? next;
    validateInteger(access, 'onAccess', next);
    this.#once.set(access, value);
  }

  resetAccesses() {
    this.#accesses = [];
  }

  restore() {
    Object.defineProperty(this.#object, this.#name, { ...this.#descriptor,
      ...('value' in this.#descriptor ? { value: this.#original } : {}) });
  }

  #checkWritable() {
    if (this.#descriptor.writable || this.#descriptor.set) return;
    throw new ERR_INVALID_ARG_VALUE('propertyName', this.#name, 'cannot be set');
  }

  #next() {
    const at = this.#accesses.length;
    if (!this.#once.has(at)) return this.#value;
    const value = this.#once.get(at);
    this.#once.delete(at);
    return value;
  }

  #write(value) {
    this.#checkWritable();
    const at = this.#accesses.length;
    if (this.#once.has(at)) value = this.#next();
    this.#note('set', value);
    this.#value = value;
  }

  #note(type, value) {
    this.#accesses.push({ type, value, stack: new Error() });
    return value;
  }
}

function mockProperty(object, name, replaces, value) {
  const context = new MockPropertyContext(object, name, replaces, value);
  const proxy = new Proxy(object, {
    get: (target, key, receiver) => (key === 'mock' ? context : Reflect.get(target, key, receiver)),
  });
  return { proxy, context };
}

module.exports = { mockProperty };
