// AsyncResource: an asynchronous operation of a program's own.

const { codes: { ERR_ASYNC_TYPE, ERR_INVALID_ASYNC_ID } } = require('internal/errors');
const { validateFunction, validateString } = require('internal/validators');
const context = require('internal/async_context');

const executionAsyncId = () => context.current().id;
const triggerAsyncId = () => context.current().trigger;

// The same object for a whole callback, for programs that keep something on it.
const elsewhere = {};
const executionAsyncResource = () => context.current().resource ?? elsewhere;

// Tells that a resource is gone when the program has lost it.
let collected;

class AsyncResource {
  #id;
  #trigger;
  #stores;
  #destroyed = { value: false };

  constructor(type, options = {}) {
    validateString(type, 'type');
    const given = typeof options === 'number' ? { triggerAsyncId: options } : options;
    const trigger = given?.triggerAsyncId === undefined ? executionAsyncId() : given.triggerAsyncId;
    if (!Number.isSafeInteger(trigger) || trigger < -1) throw new ERR_INVALID_ASYNC_ID('triggerAsyncId', trigger);
    this.#id = context.newId();
    this.#trigger = trigger;
    this.#stores = context.current().stores;
    if (!context.hooked()) return;
    if (type.length === 0) throw new ERR_ASYNC_TYPE(type);
    context.tell('init', this.#id, type, trigger, this);
    if (!given?.requireManualDestroy) {
      collected ??= new FinalizationRegistry(({ id, destroyed }) => {
        if (!destroyed.value) context.tell('destroy', id);
      });
      collected.register(this, { id: this.#id, destroyed: this.#destroyed });
    }
  }

  runInAsyncScope(fn, thisArg, ...args) {
    const here = { id: this.#id, trigger: this.#trigger, resource: this, stores: this.#stores };
    if (!context.hooked()) return context.run(here, fn, thisArg, args);
    context.tell('before', this.#id);
    try {
      return context.run(here, fn, thisArg, args);
    } finally {
      context.tell('after', this.#id);
    }
  }

  emitDestroy() {
    this.#destroyed.value = true;
    if (context.hooked()) {
      const id = this.#id;
      process.nextTick(() => context.tell('destroy', id));
    }
    return this;
  }

  asyncId() {
    return this.#id;
  }

  triggerAsyncId() {
    return this.#trigger;
  }

  bind(fn, thisArg) {
    validateFunction(fn, 'fn');
    const resource = this;
    const bound = thisArg === undefined ?
      function(...args) { return resource.runInAsyncScope(fn, this, ...args); } :
      (...args) => resource.runInAsyncScope(fn, thisArg, ...args);
    Object.defineProperty(bound, 'length', {
      value: fn.length, configurable: true, enumerable: false, writable: false,
    });
    return bound;
  }

  static bind(fn, type, thisArg) {
    type = type || fn.name;
    return new AsyncResource(type || 'bound-anonymous-fn').bind(fn, thisArg);
  }
}

module.exports = { AsyncResource, executionAsyncId, triggerAsyncId, executionAsyncResource };
