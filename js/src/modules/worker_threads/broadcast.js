// BroadcastChannel: everybody who has a channel of the same name hears what one of them says.

const { codes } = require('internal/errors');
const { EventTarget, defineHandler, listenersOf, kTrusted } = require('events/event_target');
const { clone } = require('internal/clone');

// name → channels
const rooms = new Map();
const AGE = 2 ** 31 - 1;
const kInspect = Symbol.for('nodejs.util.inspect.custom');

let takeFrom;

class BroadcastChannel extends EventTarget {
  #name;
  #queue = [];
  #closed = false;
  #scheduled = false;
  #referenced = true;
  #awake;

  static {
    takeFrom = (channel) => {
      const next = channel.#queue.shift();
      return next === undefined ? undefined : { message: next.value };
    };
  }

  constructor(name) {
    if (arguments.length === 0) throw new codes.ERR_MISSING_ARGS('name');
    super();
    this.#name = `${name}`;
    let room = rooms.get(this.#name);
    if (room === undefined) rooms.set(this.#name, room = new Set());
    room.add(this);
    this.#hold();
  }

  static #check(channel) {
    if (channel === null || typeof channel !== 'object' || !(#name in channel)) {
      throw new codes.ERR_INVALID_THIS('BroadcastChannel');
    }
  }

  get name() {
    BroadcastChannel.#check(this);
    return this.#name;
  }

  postMessage(message) {
    BroadcastChannel.#check(this);
    if (arguments.length === 0) throw new codes.ERR_MISSING_ARGS('message');
    if (this.#closed) throw invalidState('BroadcastChannel is closed.');
    for (const channel of rooms.get(this.#name)) {
      const copy = clone(message).value;
      if (channel === this) continue;
      channel.#queue.push({ value: copy });
      channel.#schedule();
    }
  }

  close() {
    BroadcastChannel.#check(this);
    if (this.#closed) return;
    this.#closed = true;
    const room = rooms.get(this.#name);
    room.delete(this);
    if (room.size === 0) rooms.delete(this.#name);
    this.#hold();
  }

  ref() {
    BroadcastChannel.#check(this);
    this.#referenced = true;
    this.#hold();
    return this;
  }

  unref() {
    BroadcastChannel.#check(this);
    this.#referenced = false;
    this.#hold();
    return this;
  }

  #hold() {
    const wanted = this.#referenced && !this.#closed;
    if (wanted && this.#awake === undefined) {
      this.#awake = require('timers').setInterval(() => {}, AGE);
    } else if (!wanted && this.#awake !== undefined) {
      require('timers').clearInterval(this.#awake);
      this.#awake = undefined;
    }
  }

  #schedule() {
    if (this.#scheduled || this.#queue.length === 0) return;
    this.#scheduled = true;
    require('timers').setImmediate(() => this.#tell());
  }

  #tell() {
    this.#scheduled = false;
    // Messages wait for somebody who listens, or asks by receiveMessageOnPort.
    if (this.#closed || listenersOf(this, 'message').length === 0) return;
    const next = this.#queue.shift();
    if (next === undefined) return;
    this.#schedule();
    const { MessageEvent } = require('worker_threads/message_event');
    this.dispatchEvent(new MessageEvent('message', { data: next.value, [kTrusted]: true }));
  }

  addEventListener(type, listener, options) {
    super.addEventListener(type, listener, options);
    if (type === 'message') this.#schedule();
  }

  [kInspect](depth, options, inspect) {
    BroadcastChannel.#check(this);
    if (depth < 0) return 'BroadcastChannel';
    const inner = { ...options, depth: options.depth == null ? null : options.depth - 1 };
    return `BroadcastChannel ${inspect({ name: this.#name, active: !this.#closed }, inner)}`;
  }
}

function invalidState(message) {
  const { DOMException } = require('internal/domexception');
  return new DOMException(message, 'InvalidStateError');
}

defineHandler(BroadcastChannel.prototype, 'message');
defineHandler(BroadcastChannel.prototype, 'messageerror');
for (const name of ['name', 'postMessage', 'close']) {
  const about = Object.getOwnPropertyDescriptor(BroadcastChannel.prototype, name);
  Object.defineProperty(BroadcastChannel.prototype, name, { ...about, enumerable: true });
}
Object.defineProperty(BroadcastChannel.prototype, Symbol.toStringTag, { value: 'BroadcastChannel', configurable: true });

module.exports = { BroadcastChannel, takeFrom };
