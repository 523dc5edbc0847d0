// Several addresses for one name: they are tried in turn, IPv6 and IPv4 alternating, each for a while ("happy
// eyeballs", RFC 8305, as far as Node goes: one after the other, never two at once).

const tcp = require('net/native');
const { isIP } = require('net/address');
const { kAttempts, kConnected, kFailed } = require('net/symbols');

// What net.setDefaultAutoSelectFamily() and its fellow change.
const autoSelect = { on: true, timeout: 250 };

function find(socket, target, options) {
  target.lookup(target.host, options, (error, addresses) => {
    const { attempt, fail } = require('net/connect');
    if (!socket.connecting) return;
    if (error) {
      socket.emit('lookup', error, undefined, undefined, target.host);
      return process.nextTick(fail, socket, error);
    }
    const valid = usable(socket, target, addresses);
    if (!socket.connecting) return;
    if (valid.error !== undefined) return process.nextTick(fail, socket, valid.error);
    socket._unrefTimer();
    if (valid.list.length === 1) return attempt(socket, target, valid.list[0].address, valid.list[0].family);
    socket[kAttempts] = new Attempts(socket, target, valid.list);
    socket[kAttempts].next();
  });
}

// The addresses that can be tried, alternating between the families; the first keeps its place.
function usable(socket, target, addresses) {
  const { codes } = require('internal/errors');
  const families = { 4: [], 6: [] };
  let first;
  for (const { address, family } of addresses) {
    socket.emit('lookup', null, address, family, target.host);
    if (!isIP(address) || (family !== 4 && family !== 6)) continue;
    first ??= family;
    families[family].push({ address, family });
  }
  if (first === undefined) {
    const { address, family } = addresses[0] ?? {};
    return {
      error: isIP(address) ? new codes.ERR_INVALID_ADDRESS_FAMILY(family, target.host, target.port) :
        new codes.ERR_INVALID_IP_ADDRESS(address),
    };
  }
  const [mine, others] = first === 4 ? [families[4], families[6]] : [families[6], families[4]];
  const list = [];
  for (let i = 0; i < Math.max(mine.length, others.length); i++) {
    if (i < mine.length) list.push(mine[i]);
    if (i < others.length) list.push(others[i]);
  }
  return { list };
}

// The tries of one socket.
class Attempts {
  constructor(socket, target, list) {
    this.socket = socket;
    this.target = target;
    this.list = list;
    this.at = 0;
    this.errors = [];
    this.running = null;
  }

  next() {
    const { socket, target } = this;
    if (this.at === this.list.length) return this.giveUp();
    const { address, family } = this.list[this.at++];
    socket.emit('connectionAttempt', address, target.port, family);
    if (!socket.connecting) return;
    const { isBlocked, blocked } = require('net/connect');
    if (isBlocked(target, address)) {
      this.errors.push(blocked(address));
      return this.next();
    }
    const last = this.at === this.list.length;
    this.running = new Attempt(this, address, family, last ? 0 : target.attemptTimeout);
    this.running.begin();
  }

  failed(attempt, error) {
    const { socket, target } = this;
    this.errors.push(error);
    this.running = null;
    socket.emit('connectionAttemptFailed', attempt.address, target.port, attempt.family, error);
    if (socket.connecting) this.next();
  }

  timedOut(attempt) {
    const { socket, target } = this;
    const { codes: { ERR_SOCKET_CONNECTION_TIMEOUT } } = require('internal/errors');
    this.errors.push(new ERR_SOCKET_CONNECTION_TIMEOUT());
    this.running = null;
    socket.emit('connectionAttemptTimeout', attempt.address, target.port, attempt.family);
    if (socket.connecting) this.next();
  }

  giveUp() {
    const { socket, errors } = this;
    socket[kAttempts] = null;
    if (errors.length === 1) return socket.destroy(errors[0]);
    const error = new AggregateError(errors);
    error.code = errors[0].code;
    socket.destroy(error);
  }

  succeeded(attempt) {
    const { socket } = this;
    socket[kAttempts] = null;
    attempt.handle.start(socket, socket._writableState.highWaterMark);
    require('net/connect').connected(socket);
  }

  // The socket is destroyed.
  cancel() {
    if (this.running !== null) this.running.cancel();
    this.socket[kAttempts] = null;
  }
}

// Another connection, which is as welcome to keep the program alive as the last one.
function renewHandle(socket) {
  const handle = tcp.handle();
  if (!socket._handle.hasRef()) handle.unref();
  socket._handle = handle;
}

// One of them. It owns its handle until the connection stands.
class Attempt {
  constructor(attempts, address, family, timeout) {
    this.attempts = attempts;
    this.address = address;
    this.family = family;
    this.timeout = timeout;
    this.timer = null;
    this.handle = null;
  }

  begin() {
    const { open } = require('net/connect');
    const { socket, target } = this.attempts;
    if (this.attempts.at > 1) renewHandle(socket);
    this.handle = socket._handle;
    const status = open(this.handle, socket, this, target, this.address);
    if (status < 0) return this[kFailed](status);
    if (this.timeout === 0) return;
    this.timer = setTimeout(() => {
      this.cancel();
      this.attempts.timedOut(this);
    }, this.timeout);
  }

  [kConnected]() {
    clearTimeout(this.timer);
    this.attempts.succeeded(this);
  }

  [kFailed](errno) {
    clearTimeout(this.timer);
    const { failure } = require('net/connect');
    const { target } = this.attempts;
    this.attempts.failed(this, failure(errno, this.address, target.port));
  }

  cancel() {
    clearTimeout(this.timer);
    this.handle.close();
  }
}

module.exports = { autoSelect, find };
