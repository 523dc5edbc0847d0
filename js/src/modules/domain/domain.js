// require('domain'): errors of many callbacks, told in one place. Deprecated, and still used.
//
// What calls a program's function later remembers which domain was active (internal/async_context wraps such functions),
// emitters remember which they were made in. An exception that nobody catches goes to the domain that is active then.

const EventEmitter = require('events');
const { hooks } = require('events/emitter');
const { codes: { ERR_UNHANDLED_ERROR } } = require('internal/errors');
const context = require('internal/async_context');
const uncaught = require('internal/uncaught');

// The domains that have been entered, the active one last.
let stack = [];

process.domain = null;
EventEmitter.usingDomains = true;

function activate() {
  process.domain = exports.active = stack.length === 0 ? null : stack[stack.length - 1];
}

function setDomain(object, domain) {
  Object.defineProperty(object, 'domain', { value: domain, configurable: true, enumerable: false, writable: true });
}

// Notes on an error which domain it belongs to.
function mark(error, domain, thrown) {
  if ((typeof error !== 'object' || error === null) && typeof error !== 'function') return;
  setDomain(error, domain);
  error.domainThrown = thrown;
}

class Domain extends EventEmitter {
  constructor() {
    super();
    this.members = [];
  }

  // Tells of an exception; true if somebody listened. While they listen, this domain is not the active one.
  _errorHandler(error) {
    mark(error, this, true);
    while (stack.length > 0 && stack[stack.length - 1] === this) stack.pop();
    activate();
    const hears = this.listenerCount('error') > 0;
    let caught = false;
    if (hears) {
      try {
        caught = emitQuietly(this, error);
      } catch (second) {
        if (stack.length === 0) throw second;
        caught = process.domain._errorHandler(second);
      }
    } else if (stack.length > 0) {
      caught = process.domain._errorHandler(error);
    }
    stack = exports._stack = [];
    activate();
    return caught;
  }

  enter() {
    stack.push(this);
    activate();
  }

  // Leaves this domain and all that were entered within it.
  exit() {
    const at = stack.lastIndexOf(this);
    if (at === -1) return;
    stack.splice(at);
    activate();
  }

  add(emitter) {
    if (emitter.domain === this) return;
    if (emitter.domain) emitter.domain.remove(emitter);
    // Circles of domains would never end an error.
    if (this.domain && emitter instanceof Domain) {
      for (let one = this.domain; one; one = one.domain) {
        if (emitter === one) return;
      }
    }
    setDomain(emitter, this);
    this.members.push(emitter);
  }

  remove(emitter) {
    setDomain(emitter, null);
    const at = this.members.indexOf(emitter);
    if (at !== -1) this.members.splice(at, 1);
  }

  run(fn, ...args) {
    this.enter();
    const result = Reflect.apply(fn, this, args);
    this.exit();
    return result;
  }

  intercept(callback) {
    const domain = this;
    return bound(domain, function(error, ...args) {
      if (!(error instanceof Error)) return Reflect.apply(callback, this, args);
      error.domainBound = callback;
      mark(error, domain, false);
      domain.emit('error', error);
      return undefined;
    });
  }

  bind(callback) {
    return bound(this, callback);
  }
}

const emitOriginal = EventEmitter.prototype.emit;

// An emitter's own domain does not hear twice of what happens while it hears.
function emitQuietly(domain, error) {
  return Reflect.apply(emitOriginal, domain, ['error', error]);
}

function bound(domain, callback) {
  function runBound(...args) {
    domain.enter();
    const result = Reflect.apply(callback, this, args);
    domain.exit();
    return result;
  }
  setDomain(runBound, domain);
  return runBound;
}

EventEmitter.prototype.emit = function emit(type, ...args) {
  const { domain } = this;
  if (domain === null || domain === undefined || this === process) return Reflect.apply(emitOriginal, this, [type, ...args]);
  if (type === 'error' && this.listenerCount('error') === 0) {
    return tellDomain(domain, this, args[0]);
  }
  domain.enter();
  const result = Reflect.apply(emitOriginal, this, [type, ...args]);
  domain.exit();
  return result;
};

// An 'error' event that its emitter has no listener for.
function tellDomain(domain, emitter, error) {
  const given = error ? error : new ERR_UNHANDLED_ERROR(error);
  if (typeof given === 'object') {
    given.domainEmitter = emitter;
    mark(given, domain, false);
  }
  const before = stack.slice();
  while (stack.length > 0 && stack[stack.length - 1] === domain) stack.pop();
  activate();
  domain.emit('error', given);
  stack = exports._stack = before;
  activate();
  return false;
}

// Functions that are called later enter the domain that was active when they were handed in.
context.wrapWith((fn) => {
  const { domain } = process;
  return domain === null || domain === undefined ? fn : bound(domain, fn);
});
hooks.made = (emitter) => {
  const { active } = exports;
  setDomain(emitter, active && !(emitter instanceof Domain) ? active : null);
};
uncaught.setDomains((error) => {
  const { domain } = process;
  if (domain === null || domain === undefined) return false;
  return domain._errorHandler(error);
});

exports.Domain = Domain;
exports._stack = stack;
exports.active = null;
exports.createDomain = exports.create = function createDomain() {
  return new Domain();
};
