// AsyncLocalStorage: a variable whose value follows the program through callbacks and promises.

const { validateFunction, validateObject } = require('internal/validators');
const context = require('internal/async_context');
const { AsyncResource } = require('async_hooks/resource');

// Contexts are never changed: another set of stores is another context.
function withStore(storage, store) {
  const here = context.current();
  const stores = new Map(here.stores);
  stores.set(storage, store);
  return { ...here, stores };
}

class AsyncLocalStorage {
  #defaultValue;
  #name = '';

  constructor(options = {}) {
    validateObject(options, 'options');
    this.#defaultValue = options.defaultValue;
    if (options.name !== undefined) this.#name = `${options.name}`;
  }

  get name() {
    return this.#name;
  }

  static bind(fn) {
    return AsyncResource.bind(fn);
  }

  static snapshot() {
    return AsyncLocalStorage.bind((fn, ...args) => fn(...args));
  }

  disable() {
    const here = context.current();
    if (!here.stores?.has(this)) return;
    const stores = new Map(here.stores);
    stores.delete(this);
    context.enter({ ...here, stores });
  }

  enterWith(store) {
    context.enter(withStore(this, store));
  }

  run(store, fn, ...args) {
    validateFunction(fn, 'callback');
    // The value that is there already needs no context of its own.
    if (Object.is(this.getStore(), store) && context.current().stores?.has(this)) return Reflect.apply(fn, null, args);
    return context.run(withStore(this, store), fn, null, args);
  }

  exit(fn, ...args) {
    return this.run(undefined, fn, ...args);
  }

  // A store for a block: `using scope = storage.withScope(store)`.
  withScope(store) {
    const before = context.current();
    this.enterWith(store);
    let open = true;
    return {
      dispose() {
        if (open) context.enter(before);
        open = false;
      },
      [Symbol.dispose]() { this.dispose(); },
    };
  }

  getStore() {
    const { stores } = context.current();
    return stores?.has(this) ? stores.get(this) : this.#defaultValue;
  }
}

module.exports = { AsyncLocalStorage };
