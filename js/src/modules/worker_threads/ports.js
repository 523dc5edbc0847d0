// MessageChannel and MessagePort: two ends of a channel for copies of values.
//
// Both ends are in this thread. A message is copied when it is posted, waits at the other end, and is told in a
// callback of its own; a port keeps the loop alive while somebody listens to it for messages.

const { codes } = require('internal/errors');
const { Event, EventTarget, defineHandler, listenersOf, kTrusted } = require('events/event_target');
const { kTransfer, clone, transferListOf, dataCloneError } = require('internal/clone');
const { face } = require('worker_threads/emitter_face');

const kCreate = Symbol('kCreate');

// As long as one of these waits, the loop does not end. They do nothing.
const AGE = 2 ** 31 - 1;

let link;
let take;

class MessagePort extends EventTarget {
  #other = null;
  #queue = [];
  #started = false;
  #closed = false;
  #moved = false;
  #scheduled = false;
  #referenced = false;
  #awake;

  static {
    link = (a, b) => {
      a.#other = b;
      b.#other = a;
    };
    // The next message that waits at a port: [message], or undefined.
    take = (port) => {
      if (port.#closed || port.#queue.length === 0) return undefined;
      return [port.#queue.shift().value];
    };
  }

  constructor(key) {
    if (key !== kCreate) throw new codes.ERR_CONSTRUCT_CALL_INVALID();
    super();
  }

  postMessage(value, options = undefined) {
    if (arguments.length === 0) throw new TypeError('Not enough arguments');
    const list = Array.isArray(options) || typeof options?.[Symbol.iterator] === 'function' ?
      [...options] : transferListOf(options);
    if (list.includes(this)) throw dataCloneError('Transfer list contains source port');
    const toItself = this.#other !== null && list.includes(this.#other);
    const message = clone(value, list);
    if (toItself) {
      process.emitWarning('The target port was posted to itself, and the communication channel was lost');
      this.#end();
      return undefined;
    }
    const target = this.#other;
    if (target === null || target.#closed) return undefined;
    target.#queue.push({ value: message.value, ports: message.transferred.filter((one) => one instanceof MessagePort) });
    target.#schedule();
    return true;
  }

  start() {
    if (this.#closed || this.#started) return;
    this.#started = true;
    this.#schedule();
  }

  close(callback) {
    if (typeof callback === 'function') this.once('close', callback);
    this.#end();
  }

  ref() {
    this.#referenced = true;
    this.#hold();
  }

  unref() {
    this.#referenced = false;
    this.#hold();
  }

  hasRef() {
    return this.#referenced && !this.#closed;
  }

  addEventListener(type, listener, options) {
    super.addEventListener(type, listener, options);
    this.#listened(type);
  }

  removeEventListener(type, listener, options) {
    super.removeEventListener(type, listener, options);
    this.#listened(type);
  }

  // Whoever has a listener for messages wants to live to hear them.
  #listened(type) {
    if (type !== 'message') return;
    if (listenersOf(this, 'message').length === 0) {
      this.unref();
    } else if (!this.#referenced) {
      this.ref();
    }
  }

  #hold() {
    const wanted = this.#referenced && !this.#closed && !this.#moved;
    if (wanted && this.#awake === undefined) {
      this.#awake = require('timers').setInterval(() => {}, AGE);
    } else if (!wanted && this.#awake !== undefined) {
      require('timers').clearInterval(this.#awake);
      this.#awake = undefined;
    }
  }

  #schedule() {
    if (!this.#started || this.#scheduled || this.#queue.length === 0) return;
    this.#scheduled = true;
    const immediate = require('timers').setImmediate(() => this.#tell());
    if (!this.#referenced) immediate.unref();
  }

  // One message, one callback: what a listener leaves behind is done before the next is told.
  #tell() {
    this.#scheduled = false;
    if (this.#closed || !this.#started) return;
    const message = this.#queue.shift();
    if (message === undefined) return;
    this.#schedule();
    const { MessageEvent } = require('worker_threads/message_event');
    this.dispatchEvent(new MessageEvent('message', { data: message.value, ports: message.ports, [kTrusted]: true }));
  }

  #end() {
    if (this.#closed) return;
    this.#closed = true;
    const other = this.#other;
    require('timers').setImmediate(() => {
      // What was sent before the end is still heard at the other end.
      this.#hold();
      this.dispatchEvent(new Event('close'));
      if (other !== null) other.#endAfterQueue();
    });
  }

  #endAfterQueue() {
    if (this.#closed) return;
    if (this.#started && this.#queue.length > 0) {
      require('timers').setImmediate(() => this.#endAfterQueue());
    } else {
      this.#end();
    }
  }

  // The end of the channel goes to a port of its own; this one is no use any more.
  [kTransfer](check) {
    if (this.#closed || this.#moved) throw dataCloneError('MessagePort in transfer list is already detached');
    if (check === 'check') return undefined;
    const heir = new MessagePort(kCreate);
    if (this.#other !== null) link(heir, this.#other);
    heir.#queue = this.#queue;
    this.#queue = [];
    this.#other = null;
    this.#moved = true;
    this.#closed = true;
    this.#hold();
    return heir;
  }
}

defineHandler(MessagePort.prototype, 'messageerror');
defineMessageHandler();

// `onmessage = f` also starts the port.
function defineMessageHandler() {
  defineHandler(MessagePort.prototype, 'message');
  const { get, set } = Object.getOwnPropertyDescriptor(MessagePort.prototype, 'onmessage');
  Object.defineProperty(MessagePort.prototype, 'onmessage', {
    get,
    set(value) {
      set.call(this, value);
      if (listenersOf(this, 'message').length > 0) {
        this.ref();
        this.start();
      } else {
        this.unref();
      }
    },
    enumerable: true,
    configurable: true,
  });
}

for (const name of Object.keys(face)) {
  Object.defineProperty(MessagePort.prototype, name, { value: face[name], writable: true, configurable: true });
}
for (const name of ['on', 'addListener', 'once']) {
  const plain = face[name];
  const value = { [name](type, listener) {
    plain.call(this, type, listener);
    if (type === 'message') this.start();
    return this;
  } }[name];
  Object.defineProperty(MessagePort.prototype, name, { value, writable: true, configurable: true });
}
Object.defineProperty(MessagePort.prototype, Symbol.toStringTag, { value: 'MessagePort', configurable: true });

class MessageChannel {
  constructor() {
    this.port1 = new MessagePort(kCreate);
    this.port2 = new MessagePort(kCreate);
    link(this.port1, this.port2);
  }
}

function receiveMessageOnPort(port) {
  if (port instanceof MessagePort) {
    const message = take(port);
    return message === undefined ? undefined : { message: message[0] };
  }
  const { BroadcastChannel, takeFrom } = require('worker_threads/broadcast');
  if (port instanceof BroadcastChannel) return takeFrom(port);
  const error = new TypeError('The "port" argument must be a MessagePort instance');
  error.code = 'ERR_INVALID_ARG_TYPE';
  throw error;
}

module.exports = { MessagePort, MessageChannel, receiveMessageOnPort };
