// The channel between parent and child: messages, and handles that ride with them. Parent and child do the same.

require('buffer'); // what comes is a Buffer
const EventEmitter = require('events');
const { codes, errnoException } = require('internal/errors');
const { validateObject, validateString } = require('internal/validators');
const { openChannel } = require('child_process/native');
const { Codec } = require('child_process/codec');
const handles = require('child_process/handles');

// `send` answers false when more than this waits for the kernel.
const HIGH_WATER = 128 * 1024;

// What programs see as `channel`. It counts who wants to hear, unless the program has decided itself.
class Control extends EventEmitter {
  #native;
  #refs = 0;
  #decided = false;

  constructor(channel) {
    super();
    this.#native = channel;
  }

  refCounted() {
    if (++this.#refs === 1 && !this.#decided) this.#native.ref();
  }

  unrefCounted() {
    if (--this.#refs === 0 && !this.#decided) {
      this.#native.unref();
      this.emit('unref');
    }
  }

  ref() {
    this.#decided = true;
    this.#native.ref();
  }

  unref() {
    this.#decided = true;
    this.#native.unref();
    this.emit('unref');
  }
}

// Everything that a channel remembers, and what ChildProcess or `process` cannot do without it.
class Link {
  constructor(target, serialization) {
    this.target = target;
    this.codec = new Codec(serialization);
    this.native = null;
    this.control = null;
    // While the other end has not confirmed the handle that was sent last, what is to be sent waits here.
    this.waiting = null;
    // The handle that was sent last.
    this.sent = null;
    // Messages that came before anybody listened.
    this.early = [];
    // Disconnected, but not everything is out yet.
    this.finishing = false;
    // Callbacks of what the kernel has not taken yet.
    this.unwritten = [];
    this.sockets = { got: {}, send: {} };
  }

  open(channel) {
    this.native = channel;
    this.control = new Control(channel);
    const { target } = this;
    target.channel = this.control;
    target.connected = true;
    Object.defineProperty(target, kLink, { value: this, configurable: true, enumerable: false, writable: true });
    target.send = send;
    target._send = _send;
    target.disconnect = disconnect;
    target._disconnect = _disconnect;
    target.on('internalMessage', onInternal);
    target.on('newListener', (name) => {
      if (name === 'message') process.nextTick(() => this.deliver());
    });
    channel.readStart();
  }

  // A chunk has come, or null: the end.
  data(chunk) {
    if (chunk === null) return this.ended();
    for (const message of this.codec.decode(chunk)) {
      if (isInternal(message)) {
        const handle = message.cmd === 'NODE_HANDLE' ? this.native.takeHandle() : undefined;
        this.receive(message, handle, true);
      } else {
        this.receive(message, undefined, false);
      }
    }
  }

  receive(message, handle, internal) {
    if (!this.target.channel) return;
    process.nextTick(emit, this, internal ? 'internalMessage' : 'message', message, handle);
  }

  // Somebody listens now.
  deliver() {
    const { target } = this;
    if (!target.channel || target.listenerCount('message') === 0) return;
    const early = this.early;
    this.early = [];
    for (const [message, handle] of early) process.nextTick(emit, this, 'message', message, handle);
  }

  ended() {
    const { target, native: channel } = this;
    if (target.connected) target.disconnect();
    channel.close();
    if (this.finishing) finish(this);
    // A child is only closed when nothing more can come from it.
    if (this.closed) this.closed();
  }

  // All is out.
  drain() {
    const written = this.unwritten;
    this.unwritten = [];
    for (const callback of written) {
      this.control.unrefCounted();
      if (callback !== undefined) callback(null);
    }
    if (this.finishing) finish(this);
  }

  // The other end has the handle that was sent last, or could not take it.
  confirmed(message) {
    const { sent, target } = this;
    this.sent = null;
    if (sent !== null && !sent.options.keepOpen) sent.handle.close();
    if (message.cmd !== 'NODE_HANDLE_ACK' && sent !== null) {
      process.emitWarning('Handle did not reach the receiving process correctly', 'SentHandleNotReceivedWarning');
    }
    const waiting = this.waiting;
    this.waiting = null;
    if (waiting === null) return;
    for (const [waitingMessage, handle, options, callback] of waiting) {
      if (target.channel) target._send(waitingMessage, handle, options, callback);
    }
  }
}

const kLink = Symbol('kChannelHandle');

function emit(link, name, message, handle) {
  const { target } = link;
  if (name === 'internalMessage' || target.listenerCount('message') > 0) target.emit(name, message, handle);
  else link.early.push([message, handle]);
}

function isInternal(message) {
  return message !== null && typeof message === 'object' && typeof message.cmd === 'string' &&
    message.cmd.length > 5 && message.cmd.startsWith('NODE_');
}

function onInternal(message, handle) {
  const link = this[kLink];
  const { cmd } = message ?? {};
  if (cmd === 'NODE_HANDLE_ACK' || cmd === 'NODE_HANDLE_NACK') return link.confirmed(message);
  if (cmd !== 'NODE_HANDLE') return;
  const kind = handles.kinds[message.type];
  if (handle === undefined || typeof handle === 'number' || kind === undefined) {
    return this._send({ cmd: 'NODE_HANDLE_NACK' }, null, { swallowErrors: true });
  }
  this._send({ cmd: 'NODE_HANDLE_ACK' }, null, { swallowErrors: true });
  kind.got(link, message, handle, (made) => link.receive(message.msg, made, isInternal(message.msg)));
}

// send(message[, handle[, options]][, callback])
function send(message, handle, options, callback) {
  if (typeof handle === 'function') [handle, options, callback] = [undefined, undefined, handle];
  else if (typeof options === 'function') [options, callback] = [undefined, options];
  else if (options !== undefined) validateObject(options, 'options');
  options = { swallowErrors: false, ...options };
  if (this.connected) return this._send(message, handle, options, callback);
  const error = new codes.ERR_IPC_CHANNEL_CLOSED();
  if (typeof callback === 'function') process.nextTick(callback, error);
  else process.nextTick(() => this.emit('error', error));
  return false;
}

const SENDABLE = ['string', 'object', 'number', 'boolean'];

function _send(message, handle, options, callback) {
  const link = this[kLink];
  if (message === undefined) throw new codes.ERR_MISSING_ARGS('message');
  if (!SENDABLE.includes(typeof message)) throw new codes.ERR_INVALID_ARG_TYPE('message', SENDABLE, message);
  if (typeof options === 'boolean') options = { swallowErrors: options };
  else options ??= {};
  const answers = message !== null && (message.cmd === 'NODE_HANDLE_ACK' || message.cmd === 'NODE_HANDLE_NACK');
  let kind;
  let wrapped = message;
  let bare = null;
  if (handle) {
    const type = handles.typeOf(handle);
    if (type === undefined) throw new codes.ERR_INVALID_HANDLE_TYPE();
    if (link.waiting === null) {
      kind = handles.kinds[type];
      wrapped = { cmd: 'NODE_HANDLE', type, msg: message };
      bare = kind.send(link, wrapped, handle, options);
      // It was sent before, or there is nothing open behind it: then the message goes alone.
      if (!bare) wrapped = message;
    }
  }
  if (link.waiting !== null && !answers) {
    link.waiting.push([message, handle, options, callback]);
    return link.waiting.length === 1;
  }
  return write(link, wrapped, bare, kind, options, callback);
}

function write(link, message, handle, kind, options, callback) {
  const { target, native: channel } = link;
  const status = channel.write(link.codec.encode(message), handle);
  if (status >= 0) {
    if (handle) {
      link.waiting ??= [];
      if (kind.closes && !options.keepOpen) link.sent = { handle, options };
    }
    if (status === 1) {
      link.unwritten.push(typeof callback === 'function' ? callback : undefined);
      link.control.refCounted();
    } else if (typeof callback === 'function') {
      process.nextTick(callback, null);
    }
  } else {
    if (handle && kind.closes && !options.keepOpen) handle.close();
    if (!options.swallowErrors) {
      const error = errnoException(status, 'write');
      if (typeof callback === 'function') process.nextTick(callback, error);
      else process.nextTick(() => target.emit('error', error));
    }
  }
  return channel.queued() < HIGH_WATER;
}

function disconnect() {
  if (!this.connected) {
    this.emit('error', new codes.ERR_IPC_DISCONNECTED());
    return;
  }
  this.connected = false;
  this._disconnect();
}

function _disconnect() {
  const link = this[kLink];
  this.channel = null;
  if (link.sent !== null) link.sent.handle.close();
  link.sent = null;
  process.nextTick(() => {
    // What was sent before is sent.
    if (link.native.queued() === 0) finish(link);
    else link.finishing = true;
  });
}

function finish(link) {
  link.finishing = false;
  link.native.close();
  link.target.emit('disconnect');
}

// A channel that is yet to be opened, and the hooks by which it will hear.
function prepare(target, serialization) {
  const link = new Link(target, serialization);
  link.closed = () => {
    link.closed = undefined;
    require('child_process/child').maybeClose(target);
  };
  return {
    hooks: { data: (chunk) => link.data(chunk), drain: () => link.drain() },
    open(channel) {
      link.open(channel);
    },
  };
}

// Our parent's channel: kept up only while somebody listens.
function openInherited(fd, serialization) {
  validateString(serialization, 'serialization');
  const link = new Link(process, serialization);
  const hooks = { data: (chunk) => link.data(chunk), drain: () => link.drain() };
  const channel = openChannel(fd, hooks);
  if (typeof channel === 'number') throw errnoException(channel, 'open');
  link.open(channel);
  channel.unref();
  const listens = (name) => name === 'message' || name === 'disconnect';
  process.on('newListener', (name) => {
    if (listens(name)) link.control.refCounted();
  });
  process.on('removeListener', (name) => {
    if (listens(name)) link.control.unrefCounted();
  });
}

module.exports = { prepare, openInherited, kLink };
