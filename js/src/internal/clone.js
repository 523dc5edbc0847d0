// Copies of values as the structured clone algorithm makes them: for structuredClone and for messages between ports.
//
// A copy is made at once, by walking the value: what is sent and what is received live in the same heap.

const types = require('internal/types');
const { codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_TRANSFER_OBJECT } } = require('internal/errors');

// Objects of built-in classes that can be copied have `[kClone]()`, those that can be handed over `[kTransfer]()`. Both
// give the object for the other side.
const kClone = Symbol('kClone');
const kTransfer = Symbol('kTransfer');

const uncloneable = new WeakSet();
const untransferable = new WeakSet();

const isObject = (value) => (typeof value === 'object' && value !== null) || typeof value === 'function';

function dataCloneError(message) {
  const { DOMException } = require('internal/domexception');
  return new DOMException(message, 'DataCloneError');
}

// A value in V8's words.
function shown(value) {
  if (typeof value === 'symbol') return value.toString();
  if (typeof value === 'function') return Function.prototype.toString.call(value);
  if (Array.isArray(value)) return '[object Array]';
  let name = 'Object';
  if (!types.isProxy(value)) name = value.constructor?.name || 'Object';
  return types.isNativeError(value) ? `${value}` : `#<${name}>`;
}

const refused = (value) => dataCloneError(`${shown(value)} could not be cloned.`);

const ERRORS = new Set(['Error', 'EvalError', 'RangeError', 'ReferenceError', 'SyntaxError', 'TypeError', 'URIError']);

// Kinds of objects that have nothing but identity, or whose state belongs to the engine.
const NEVER = new Set(['Promise', 'WeakMap', 'WeakSet', 'WeakRef', 'Proxy', 'Generator', 'AsyncGenerator', 'Module',
  'Map Iterator', 'Set Iterator', 'Array Iterator', 'FinalizationRegistry']);

// A walk over one value; `seen` keeps circles and shared objects what they are.
class Walk {
  constructor(transfers, views) {
    this.seen = new Map(transfers);
    // View → { offset, length, tracks }, noted by the first walk.
    this.views = views;
  }

  copy(value) {
    if (!isObject(value)) {
      if (typeof value === 'symbol') throw refused(value);
      return value;
    }
    const known = this.seen.get(value);
    if (known !== undefined) return known;
    if (typeof value === 'function' || uncloneable.has(value)) throw refused(value);
    const { className } = require('internal/engine_view');
    const name = className(value);
    // The environment is an object like any other, as far as a program can see.
    if (NEVER.has(name) && value !== process.env) throw refused(value);
    if (typeof value[kClone] === 'function') return this.keep(value, value[kClone]());
    if (value[kTransfer] !== undefined) {
      const error = new TypeError('Object that needs transfer was found in message but not listed in transferList');
      error.code = 'ERR_MISSING_TRANSFERABLE_IN_TRANSFER_LIST';
      throw error;
    }
    return this.object(value, name);
  }

  keep(value, copy) {
    this.seen.set(value, copy);
    return copy;
  }

  object(value, name) {
    switch (name) {
      case 'Array': return this.fields(value, this.keep(value, new Array(value.length)));
      case 'Date': return this.keep(value, new Date(Date.prototype.getTime.call(value)));
      case 'RegExp': return this.keep(value, new RegExp(value.source, value.flags));
      case 'Map': return this.map(value);
      case 'Set': return this.set(value);
      case 'Error': return this.error(value);
      case 'Boolean': case 'Number': case 'String': case 'BigInt':
        return this.keep(value, Object(globalThis[name].prototype.valueOf.call(value)));
      case 'Symbol': throw refused(value);
      case 'ArrayBuffer': return this.buffer(value);
      case 'SharedArrayBuffer': return this.keep(value, value);
      default:
        return ArrayBuffer.isView(value) ? this.view(value, name) : this.fields(value, this.keep(value, {}));
    }
  }

  // Own properties that `for…in` shows. One that a getter took away while we read is left out.
  fields(value, copy) {
    for (const key of Object.keys(value)) {
      if (!Object.hasOwn(value, key)) continue;
      Object.defineProperty(copy, key, {
        value: this.copy(value[key]), writable: true, enumerable: true, configurable: true,
      });
    }
    return copy;
  }

  map(value) {
    const copy = this.keep(value, new Map());
    for (const [key, entry] of [...Map.prototype.entries.call(value)]) copy.set(this.copy(key), this.copy(entry));
    return copy;
  }

  set(value) {
    const copy = this.keep(value, new Set());
    for (const entry of [...Set.prototype.values.call(value)]) copy.add(this.copy(entry));
    return copy;
  }

  error(value) {
    const name = `${value.name}`;
    const prototype = (ERRORS.has(name) ? globalThis[name] : Error).prototype;
    const copy = this.keep(value, new Error());
    Object.setPrototypeOf(copy, prototype);
    const put = (key, inner) =>
      Object.defineProperty(copy, key, { value: inner, writable: true, configurable: true, enumerable: false });
    const message = Object.getOwnPropertyDescriptor(value, 'message');
    delete copy.message;
    if (message !== undefined && 'value' in message) put('message', `${message.value}`);
    const { stack } = value;
    put('stack', stack === undefined ? undefined : `${stack}`);
    if (Object.hasOwn(value, 'cause')) put('cause', this.copy(value.cause));
    return copy;
  }

  buffer(value) {
    if (value.detached) throw dataCloneError('An ArrayBuffer is detached and could not be cloned.');
    const { byteLength, resizable, maxByteLength } = value;
    const copy = resizable ? new ArrayBuffer(byteLength, { maxByteLength }) : new ArrayBuffer(byteLength);
    new Uint8Array(copy).set(new Uint8Array(value));
    return this.keep(value, copy);
  }

  view(value, name) {
    const noted = this.views?.get(value);
    const { offset, length } = noted ?? {
      offset: value.byteOffset, length: name === 'DataView' ? value.byteLength : value.length,
    };
    this.views?.set(value, { offset, length });
    const buffer = this.copy(value.buffer);
    return this.keep(value, new globalThis[name](buffer, offset, length));
  }
}

// What a transfer list says, checked: nothing is taken from its owner before all of it is known to be right.
function checkTransfers(list) {
  const known = new Set();
  for (const item of list) {
    const isBuffer = types.isArrayBuffer(item);
    if (!isBuffer && (!isObject(item) || typeof item[kTransfer] !== 'function')) throw new ERR_INVALID_TRANSFER_OBJECT();
    if (known.has(item)) {
      throw dataCloneError(`Transfer list contains duplicate ${isBuffer ? 'ArrayBuffer' : item.constructor.name}`);
    }
    known.add(item);
    if (untransferable.has(item) || item.detached === true || require('buffer/slabs').isSlab(item)) {
      throw item.detached ? dataCloneError('An ArrayBuffer is detached and could not be cloned.') : refused(item);
    }
    item[kTransfer]?.('check');
  }
}

// A copy of the value, and what became of the objects that were handed over.
function clone(value, transferList = []) {
  if (transferList.length === 0) return { value: new Walk([], undefined).copy(value), transferred: [] };
  checkTransfers(transferList);
  // A rehearsal: nobody loses anything for a message that cannot be sent. It notes what the views look at, since a view
  // forgets that together with its buffer.
  const views = new Map();
  new Walk(transferList.map((item) => [item, item]), views).copy(value);
  const moved = transferList.map((item) =>
    [item, types.isArrayBuffer(item) ? item.transfer() : item[kTransfer]()]);
  const copy = new Walk(moved, views).copy(value);
  return { value: copy, transferred: moved.map(([, other]) => other) };
}

// structuredClone(value, { transfer })
function structuredClone(value, options = undefined) {
  if (arguments.length === 0) {
    const { codes: { ERR_MISSING_ARGS } } = require('internal/errors');
    throw new ERR_MISSING_ARGS('value');
  }
  if (options !== undefined && options !== null && typeof options !== 'object' && typeof options !== 'function') {
    throw new ERR_INVALID_ARG_TYPE('options', ['Object', 'null', 'undefined'], options);
  }
  return clone(value, transferListOf(options)).value;
}

function transferListOf(options) {
  const transfer = options?.transfer;
  if (transfer === undefined) return [];
  if (transfer === null || typeof transfer[Symbol.iterator] !== 'function') {
    throw new ERR_INVALID_ARG_TYPE('options.transfer', 'iterable', transfer);
  }
  return [...transfer];
}

module.exports = {
  clone, structuredClone, transferListOf, dataCloneError, kClone, kTransfer, uncloneable, untransferable,
};
