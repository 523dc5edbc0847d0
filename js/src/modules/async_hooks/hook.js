// createHook: news of asynchronous operations. Told are those of AsyncResource, promises, ticks, timers, immediates and
// microtasks; the loop's own sources (sockets, files) are not.

const { codes: { ERR_ASYNC_CALLBACK } } = require('internal/errors');
const { addHook, removeHook } = require('internal/async_context');

const EVENTS = ['init', 'before', 'after', 'destroy', 'promiseResolve'];

class AsyncHook {
  #hook;
  #enabled = false;

  constructor(callbacks) {
    require('internal/validators').validateObject(callbacks, 'fns');
    this.#hook = { owner: this };
    for (const event of EVENTS) {
      const fn = callbacks[event];
      if (fn !== undefined && typeof fn !== 'function') throw new ERR_ASYNC_CALLBACK(`hook.${event}`);
      this.#hook[event] = fn;
    }
  }

  enable() {
    if (!this.#enabled) {
      this.#enabled = true;
      addHook(this.#hook);
    }
    return this;
  }

  disable() {
    if (this.#enabled) {
      this.#enabled = false;
      removeHook(this.#hook);
    }
    return this;
  }
}

const providers = { __proto__: null };
['NONE', 'PROMISE', 'Timeout', 'Immediate', 'TickObject', 'Microtask'].forEach((name, number) => {
  providers[name] = number;
});

module.exports = { AsyncHook, providers: Object.freeze(providers) };
