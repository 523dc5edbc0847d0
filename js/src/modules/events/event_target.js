// Event, CustomEvent and EventTarget as the DOM standard describes them for objects without parents: an event goes
// to the listeners of its target and nowhere else.

const {
  codes: { ERR_EVENT_RECURSION, ERR_INVALID_ARG_TYPE, ERR_INVALID_THIS, ERR_MISSING_ARGS },
} = require('internal/errors');
const { validateAbortSignal, validateObject } = require('internal/validators');

const { uptime } = require('process/native');

const kEvents = Symbol('kEvents');
const kMaxListeners = Symbol('kMaxListeners');
// Option of addEventListener for built-in code: the listener also hears what an earlier listener stopped.
const kUnstoppable = Symbol('kUnstoppable');
// Option of the Event constructor for built-in code: the event counts as made by the system.
const kTrusted = Symbol('kTrusted');
const kInspect = Symbol.for('nodejs.util.inspect.custom');

const CANCELABLE = 1;
const BUBBLES = 2;
const COMPOSED = 4;
const TRUSTED = 8;
const PREVENTED = 16;
const STOPPED = 32;
const STOPPED_NOW = 64;
const DISPATCHING = 128;
const PASSIVE = 256;

let stateOf;
let mark;
let unmark;
let begin;
let setCurrent;

class Event {
  #type;
  #state = 0;
  #target = null;
  #current = null;
  #time = uptime() * 1000;

  static {
    stateOf = (event) => {
      if (!(#state in event)) throw new ERR_INVALID_THIS('Event');
      return event.#state;
    };
    mark = (event, bits) => { event.#state |= bits; };
    unmark = (event, bits) => { event.#state &= ~bits; };
    begin = (event, target) => { event.#target = target; };
    setCurrent = (event, target) => { event.#current = target; };
  }

  constructor(type, options = undefined) {
    if (arguments.length === 0) throw new ERR_MISSING_ARGS('type');
    if (options !== undefined && options !== null) {
      if (typeof options !== 'function') validateObject(options, 'options');
      if (options.bubbles) this.#state |= BUBBLES;
      if (options.cancelable) this.#state |= CANCELABLE;
      if (options.composed) this.#state |= COMPOSED;
      if (options[kTrusted]) this.#state |= TRUSTED;
    }
    this.#type = `${type}`;
  }

  initEvent(type, bubbles = false, cancelable = false) {
    const state = stateOf(this);
    if (arguments.length === 0) throw new ERR_MISSING_ARGS('type');
    if (state & DISPATCHING) return;
    this.#type = `${type}`;
    this.#state = (state & COMPOSED) | (bubbles ? BUBBLES : 0) | (cancelable ? CANCELABLE : 0);
  }

  stopImmediatePropagation() {
    stateOf(this);
    this.#state |= STOPPED | STOPPED_NOW;
  }

  stopPropagation() {
    stateOf(this);
    this.#state |= STOPPED;
  }

  preventDefault() {
    if ((stateOf(this) & (CANCELABLE | PASSIVE)) === CANCELABLE) this.#state |= PREVENTED;
  }

  composedPath() {
    return stateOf(this) & DISPATCHING ? [this.#current] : [];
  }

  get type() { stateOf(this); return this.#type; }
  get target() { stateOf(this); return this.#target; }
  get currentTarget() { stateOf(this); return this.#current; }
  get srcElement() { stateOf(this); return this.#target; }
  get timeStamp() { stateOf(this); return this.#time; }
  get cancelable() { return (stateOf(this) & CANCELABLE) !== 0; }
  get bubbles() { return (stateOf(this) & BUBBLES) !== 0; }
  get composed() { return (stateOf(this) & COMPOSED) !== 0; }
  get defaultPrevented() { return (stateOf(this) & PREVENTED) !== 0; }
  get isTrusted() { return (stateOf(this) & TRUSTED) !== 0; }
  get eventPhase() { return stateOf(this) & DISPATCHING ? Event.AT_TARGET : Event.NONE; }

  get returnValue() { return (stateOf(this) & PREVENTED) === 0; }
  set returnValue(value) { if (!value) this.preventDefault(); }
  get cancelBubble() { return (stateOf(this) & STOPPED) !== 0; }
  set cancelBubble(value) { if (value) this.stopPropagation(); }

  [kInspect](depth, options, inspect) {
    const name = this.constructor.name;
    if (depth < 0) return name;
    const inner = { ...options, depth: Number.isInteger(options.depth) ? options.depth - 1 : options.depth };
    const { type, defaultPrevented, cancelable, timeStamp } = this;
    return `${name} ${inspect({ type, defaultPrevented, cancelable, timeStamp }, inner)}`;
  }

  static NONE = 0;
  static CAPTURING_PHASE = 1;
  static AT_TARGET = 2;
  static BUBBLING_PHASE = 3;
}

class CustomEvent extends Event {
  #detail;

  constructor(type, options = undefined) {
    if (arguments.length === 0) throw new ERR_MISSING_ARGS('type');
    super(type, options);
    this.#detail = options?.detail ?? null;
  }

  get detail() {
    if (!(#detail in this)) throw new ERR_INVALID_THIS('CustomEvent');
    return this.#detail;
  }
}

function isEventTarget(value) {
  return value !== null && value !== undefined && value[kEvents] !== undefined;
}

function targetOf(value) {
  if (!isEventTarget(value)) throw new ERR_INVALID_THIS('EventTarget');
  return value[kEvents];
}

function isListener(listener) {
  if (typeof listener === 'function' || (typeof listener === 'object' && listener !== null)) return true;
  if (listener === null || listener === undefined) return false;
  throw new ERR_INVALID_ARG_TYPE('listener', 'EventListener', listener);
}

// Every option is read once, whatever becomes of the listener: programs find out in this way what is supported.
function readOptions(options) {
  if (typeof options === 'boolean') return { capture: options };
  if (options === null || options === undefined) return { capture: false };
  if (typeof options !== 'function') validateObject(options, 'options');
  const { once, capture, passive, signal } = options;
  return { once: !!once, capture: !!capture, passive: !!passive, signal, unstoppable: !!options[kUnstoppable] };
}

class EventTarget {
  constructor() {
    // type → records of { callback, capture, once, passive, unstoppable, removed }
    Object.defineProperty(this, kEvents, { value: new Map() });
  }

  addEventListener(type, listener, options = undefined) {
    const events = targetOf(this);
    if (arguments.length < 2) throw new ERR_MISSING_ARGS('type', 'listener');
    const given = readOptions(options);
    const { signal } = given;
    validateAbortSignal(signal, 'options.signal');
    if (!isListener(listener)) {
      warn(`addEventListener called with ${listener} which has no effect.`,
           'AddEventListenerArgumentTypeWarning', { target: this, type });
      return;
    }
    type = `${type}`;
    const { capture } = given;
    if (signal) {
      if (signal.aborted) return;
      const forget = () => this.removeEventListener(type, listener, { capture });
      signal.addEventListener('abort', forget, { once: true, [kUnstoppable]: true });
    }
    addRecord(this, events, type, {
      callback: listener,
      capture,
      once: given.once === true,
      passive: given.passive === true,
      unstoppable: given.unstoppable === true,
      removed: false,
    });
  }

  removeEventListener(type, listener, options = undefined) {
    const events = targetOf(this);
    if (arguments.length < 2) throw new ERR_MISSING_ARGS('type', 'listener');
    if (!isListener(listener)) return;
    type = `${type}`;
    const { capture } = readOptions(options);
    const records = events.get(type);
    const at = records === undefined ? -1 :
      records.findIndex((one) => one.callback === listener && one.capture === capture);
    if (at >= 0) dropRecord(events, type, records[at]);
  }

  dispatchEvent(event) {
    const events = targetOf(this);
    if (arguments.length < 1) throw new ERR_MISSING_ARGS('event');
    if (!(event instanceof Event)) throw new ERR_INVALID_ARG_TYPE('event', 'Event', event);
    if (stateOf(event) & DISPATCHING) throw new ERR_EVENT_RECURSION(event.type);
    dispatch(this, events, event);
    return !event.defaultPrevented;
  }

  [kInspect](depth, options, inspect) {
    const name = this.constructor.name;
    if (depth < 0) return name;
    const inner = { ...options, depth: Number.isInteger(options.depth) ? options.depth - 1 : options.depth };
    return `${name} ${inspect({}, inner)}`;
  }
}

function addRecord(target, events, type, record) {
  const records = events.get(type);
  if (records === undefined) {
    events.set(type, [record]);
    return;
  }
  if (records.some((one) => one.callback === record.callback && one.capture === record.capture)) return;
  records.push(record);
  const limit = target[kMaxListeners] ?? require('events/emitter').limits.max;
  if (limit > 0 && records.length > limit && !records.warned) {
    records.warned = true;
    const shown = require('internal/inspect').inspect(target, { depth: -1 });
    warn(`Possible EventTarget memory leak detected. ${records.length} ${type} listeners added to ${shown}. ` +
         `MaxListeners is ${limit}. Use events.setMaxListeners() to increase limit`,
         'MaxListenersExceededWarning', { target, type, count: records.length });
  }
}

function warn(message, name, facts) {
  process.emitWarning(Object.assign(new Error(message), { name }, facts));
}

function dropRecord(events, type, record) {
  record.removed = true;
  const records = events.get(type);
  const at = records === undefined ? -1 : records.indexOf(record);
  if (at < 0) return;
  if (records.length === 1) events.delete(type);
  else records.splice(at, 1);
}

function dispatch(target, events, event) {
  begin(event, target);
  mark(event, DISPATCHING);
  setCurrent(event, target);
  // Listeners that are added now hear only the next event; listeners that are removed now are skipped.
  const records = events.get(event.type)?.slice() ?? [];
  for (const record of records) {
    if (record.removed) continue;
    if ((stateOf(event) & STOPPED_NOW) && !record.unstoppable) continue;
    if (record.once) dropRecord(events, event.type, record);
    if (record.passive) mark(event, PASSIVE);
    callListener(target, record.callback, event);
    unmark(event, PASSIVE);
  }
  unmark(event, DISPATCHING | STOPPED | STOPPED_NOW);
  setCurrent(event, null);
}

// An exception of a listener must not keep the others from hearing the event: it is thrown on its own, later.
function callListener(target, callback, event) {
  const rethrow = (error) => process.nextTick(() => { throw error; });
  try {
    const result = typeof callback === 'function' ? callback.call(target, event) : callback.handleEvent(event);
    if (result !== undefined && result !== null && typeof result.then === 'function') {
      result.then(undefined, rethrow);
    }
  } catch (error) {
    rethrow(error);
  }
}

// The listeners of a type, in the order in which they are called.
function listenersOf(target, type) {
  return (targetOf(target).get(`${type}`) ?? []).map((record) => record.callback);
}

// Gives a class the attribute `on<type>`: one listener that can be replaced and keeps its first place in the order.
function defineHandler(prototype, type) {
  const kHandler = Symbol(`on${type}`);
  Object.defineProperty(prototype, `on${type}`, {
    get() {
      return this[kHandler]?.handler ?? null;
    },
    set(value) {
      const events = targetOf(this);
      const handler = typeof value === 'function' || (typeof value === 'object' && value !== null) ? value : null;
      let slot = this[kHandler];
      if (slot === undefined) {
        slot = { handler: null, record: null };
        Object.defineProperty(this, kHandler, { value: slot });
      }
      slot.handler = handler;
      if (handler === null && slot.record !== null) {
        dropRecord(events, type, slot.record);
        slot.record = null;
      } else if (handler !== null && slot.record === null) {
        const callback = (event) => (typeof slot.handler === 'function' ? slot.handler.call(this, event) : undefined);
        slot.record = { callback, capture: false, once: false, passive: false, unstoppable: false, removed: false };
        addRecord(this, events, type, slot.record);
      }
    },
    enumerable: true,
    configurable: true,
  });
}

function describe(Class, tag, enumerable) {
  Object.defineProperty(Class.prototype, Symbol.toStringTag, { value: tag, configurable: true });
  for (const key of enumerable) {
    const about = Object.getOwnPropertyDescriptor(Class.prototype, key);
    Object.defineProperty(Class.prototype, key, { ...about, enumerable: true });
  }
}

describe(Event, 'Event', Object.getOwnPropertyNames(Event.prototype).filter((key) => key !== 'constructor'));
Object.defineProperty(Event.prototype, 'isTrusted', { configurable: false });
describe(CustomEvent, 'CustomEvent', ['detail']);
describe(EventTarget, 'EventTarget', ['addEventListener', 'removeEventListener', 'dispatchEvent']);
for (const name of ['NONE', 'CAPTURING_PHASE', 'AT_TARGET', 'BUBBLING_PHASE']) {
  const constant = { value: Event[name], enumerable: true, writable: false, configurable: false };
  Object.defineProperty(Event, name, constant);
  Object.defineProperty(Event.prototype, name, constant);
}

module.exports = {
  Event, CustomEvent, EventTarget, isEventTarget, listenersOf, defineHandler, kMaxListeners, kUnstoppable, kTrusted,
};
