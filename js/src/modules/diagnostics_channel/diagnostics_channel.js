// require('diagnostics_channel'): named places where code says what it does, for whoever wants to hear it.
//
// A channel without subscribers costs its publisher one property read. Gaining the first subscriber makes it an
// ActiveChannel by its prototype, and losing the last one makes it plain again.

const { codes: { ERR_INVALID_ARG_TYPE } } = require('internal/errors');
const { validateFunction } = require('internal/validators');

// Channels are remembered weakly, unless somebody uses them.
const known = new Map();
const gone = new FinalizationRegistry((name) => {
  if (known.get(name)?.weak.deref() === undefined) known.delete(name);
});

// A use of a channel keeps it: subscriptions must not vanish with the last variable that names the channel.
function keep(channel) {
  const entry = known.get(channel.name);
  entry.uses++;
  entry.strong = channel;
}

function release(channel) {
  const entry = known.get(channel.name);
  if (--entry.uses === 0) entry.strong = undefined;
}

// What a subscriber throws is nobody's fault but its own.
function uncaught(error) {
  process.nextTick(() => { throw error; });
}

function activate(channel) {
  Object.setPrototypeOf(channel, ActiveChannel.prototype);
  channel._subscribers = [];
  channel._stores = new Map();
}

function deactivateIfUnused(channel) {
  if (channel._subscribers.length === 0 && channel._stores.size === 0) {
    Object.setPrototypeOf(channel, Channel.prototype);
    channel._subscribers = undefined;
    channel._stores = undefined;
  }
}

// Runs fn with a store for the channel's message, around `next`.
function aroundStore(storage, message, next, transform) {
  return () => {
    let store = message;
    if (transform !== undefined) {
      try {
        store = transform(message);
      } catch (error) {
        uncaught(error);
        return next();
      }
    }
    return storage.run(store, next);
  };
}

class ActiveChannel {
  subscribe(subscription) {
    validateFunction(subscription, 'subscription');
    this._subscribers = [...this._subscribers, subscription];
    keep(this);
  }

  unsubscribe(subscription) {
    const at = this._subscribers.indexOf(subscription);
    if (at === -1) return false;
    this._subscribers = this._subscribers.toSpliced(at, 1);
    release(this);
    deactivateIfUnused(this);
    return true;
  }

  bindStore(storage, transform) {
    if (!this._stores.has(storage)) keep(this);
    this._stores.set(storage, transform);
  }

  unbindStore(storage) {
    if (!this._stores.has(storage)) return false;
    this._stores.delete(storage);
    release(this);
    deactivateIfUnused(this);
    return true;
  }

  get hasSubscribers() {
    return true;
  }

  publish(data) {
    for (const subscriber of this._subscribers ?? []) {
      try {
        subscriber(data, this.name);
      } catch (error) {
        uncaught(error);
      }
    }
  }

  runStores(data, fn, thisArg, ...args) {
    let run = () => {
      this.publish(data);
      return Reflect.apply(fn, thisArg, args);
    };
    for (const [storage, transform] of this._stores) run = aroundStore(storage, data, run, transform);
    return run();
  }
}

class Channel {
  constructor(name) {
    this._subscribers = undefined;
    this._stores = undefined;
    this.name = name;
    known.set(name, { weak: new WeakRef(this), strong: undefined, uses: 0 });
    gone.register(this, name);
  }

  static [Symbol.hasInstance](instance) {
    if (instance === null || instance === undefined) throw new TypeError('Cannot convert undefined or null to object');
    const prototype = Object.getPrototypeOf(instance);
    return prototype === Channel.prototype || prototype === ActiveChannel.prototype;
  }

  subscribe(subscription) {
    activate(this);
    this.subscribe(subscription);
  }

  unsubscribe() {
    return false;
  }

  bindStore(storage, transform) {
    activate(this);
    this.bindStore(storage, transform);
  }

  unbindStore() {
    return false;
  }

  get hasSubscribers() {
    return false;
  }

  publish() {}

  runStores(data, fn, thisArg, ...args) {
    return Reflect.apply(fn, thisArg, args);
  }
}

function channel(name) {
  const entry = known.get(name);
  const existing = entry?.strong ?? entry?.weak.deref();
  if (existing !== undefined) return existing;
  if (typeof name !== 'string' && typeof name !== 'symbol') {
    throw new ERR_INVALID_ARG_TYPE('channel', ['string', 'symbol'], name);
  }
  return new Channel(name);
}

module.exports = {
  channel,
  hasSubscribers(name) {
    const entry = known.get(name);
    return (entry?.strong ?? entry?.weak.deref())?.hasSubscribers ?? false;
  },
  subscribe: (name, subscription) => channel(name).subscribe(subscription),
  tracingChannel: (channels) => new (require('diagnostics_channel/tracing').TracingChannel)(channels),
  unsubscribe: (name, subscription) => channel(name).unsubscribe(subscription),
  Channel,
};
for (const name of ['channel', 'subscribe', 'unsubscribe', 'tracingChannel']) {
  Object.defineProperty(module.exports[name], 'name', { value: name, configurable: true });
}

// Those who publish from now on.
require('console/symbols').diagnostics.channel = channel;
const tracing = new Map();
require('internal/ticks').tracing = (name) => {
  if (!tracing.has(name)) tracing.set(name, module.exports.tracingChannel(name));
  return tracing.get(name);
};
