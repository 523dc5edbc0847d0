// The methods of EventEmitter on an event target: the listeners get the value that an event carries, not the event.

// How an event becomes a listener's arguments.
function argumentsOf(event) {
  const { MessageEvent } = require('worker_threads/message_event');
  if (event instanceof MessageEvent) return [event.data];
  return [];
}

// type → Map of listener → wrapper, for `off`.
const kWrappers = Symbol('kWrappers');

function wrappersOf(target, type) {
  if (target[kWrappers] === undefined) Object.defineProperty(target, kWrappers, { value: new Map() });
  let list = target[kWrappers].get(type);
  if (list === undefined) target[kWrappers].set(type, list = new Map());
  return list;
}

function add(target, type, listener, once) {
  require('internal/validators').validateFunction(listener, 'listener');
  const wrappers = wrappersOf(target, type);
  const wrapper = (event) => {
    if (once) wrappers.delete(listener);
    return Reflect.apply(listener, target, argumentsOf(event));
  };
  wrappers.set(listener, wrapper);
  target.addEventListener(type, wrapper, { once });
  return target;
}

const face = {
  on(type, listener) { return add(this, type, listener, false); },
  addListener(type, listener) { return add(this, type, listener, false); },
  once(type, listener) { return add(this, type, listener, true); },
  off(type, listener) {
    const wrappers = wrappersOf(this, type);
    this.removeEventListener(type, wrappers.get(listener) ?? listener);
    wrappers.delete(listener);
    return this;
  },
  removeListener(type, listener) { return this.off(type, listener); },
  removeAllListeners(type) {
    const { listenersOf } = require('events/event_target');
    const types = type === undefined ? this.eventNames() : [type];
    for (const one of types) {
      for (const listener of listenersOf(this, one)) this.removeEventListener(one, listener);
      wrappersOf(this, one).clear();
    }
    return this;
  },
  emit(type, value) {
    const { Event, listenersOf } = require('events/event_target');
    const { MessageEvent } = require('worker_threads/message_event');
    const had = listenersOf(this, type).length > 0;
    this.dispatchEvent(value === undefined ? new Event(type) : new MessageEvent(type, { data: value }));
    return had;
  },
  listenerCount(type) {
    return require('events/event_target').listenersOf(this, type).length;
  },
  eventNames() {
    return [...(this[kWrappers]?.keys() ?? [])].filter((type) => this.listenerCount(type) > 0);
  },
  setMaxListeners(n) {
    require('events/static').setMaxListeners(n, this);
    return this;
  },
  getMaxListeners() {
    return require('events/static').getMaxListeners(this);
  },
};

module.exports = { face };
