// URLSearchParams: the pairs of a query, as a list in which names and values stand in turn.

const {
  codes: { ERR_ARG_NOT_ITERABLE, ERR_INVALID_ARG_TYPE, ERR_INVALID_THIS, ERR_INVALID_TUPLE, ERR_MISSING_ARGS },
} = require('internal/errors');
const { validateFunction } = require('internal/validators');
const verbs = require('url/native');

const kInspect = Symbol.for('nodejs.util.inspect.custom');

let attach;
let replaceAll;

const text = (value) => `${value}`.toWellFormed();

function pairsOfIterable(pairs) {
  const list = [];
  for (const pair of pairs) {
    if ((typeof pair !== 'object' && typeof pair !== 'function') || pair === null ||
        typeof pair[Symbol.iterator] !== 'function') {
      throw new ERR_INVALID_TUPLE('Each query pair', '[name, value]');
    }
    const both = [...pair];
    if (both.length !== 2) throw new ERR_INVALID_TUPLE('Each query pair', '[name, value]');
    list.push(text(both[0]), text(both[1]));
  }
  return list;
}

function pairsOfRecord(record) {
  const pairs = new Map();
  for (const key of Reflect.ownKeys(record)) {
    if (!Reflect.getOwnPropertyDescriptor(record, key)?.enumerable) continue;
    if (typeof key === 'symbol') throw new ERR_INVALID_ARG_TYPE('key', 'string', key);
    // Two keys may become one when broken characters are mended: the last value counts.
    pairs.set(text(key), text(record[key]));
  }
  return [...pairs].flat();
}

function listOf(init) {
  if (init === undefined) return [];
  if ((typeof init !== 'object' && typeof init !== 'function') || init === null) {
    const query = text(init);
    return verbs.parseQuery(query[0] === '?' ? query.slice(1) : query);
  }
  const method = init[Symbol.iterator];
  if (method === undefined || method === null) return pairsOfRecord(init);
  if (typeof method !== 'function') throw new ERR_ARG_NOT_ITERABLE('Query pairs');
  return pairsOfIterable(init);
}

class URLSearchParams {
  #list;
  // The URL whose query this is, with the function that tells it of changes.
  #changed = null;

  static {
    attach = (params, changed) => { params.#changed = changed; };
    replaceAll = (params, query) => {
      params.#list = verbs.parseQuery(query[0] === '?' ? query.slice(1) : query);
    };
  }

  constructor(init = undefined) {
    this.#list = listOf(init);
  }

  static #check(params) {
    if (typeof params !== 'object' || params === null || !(#list in params)) throw new ERR_INVALID_THIS('URLSearchParams');
  }

  [kInspect](depth, options) {
    URLSearchParams.#check(this);
    const { inspect } = require('util');
    if (typeof depth === 'number' && depth < 0) return options.stylize('[Object]', 'special');
    const inner = { ...options, depth: options.depth === null ? null : options.depth - 1 };
    const list = this.#list;
    const shown = [];
    for (let i = 0; i < list.length; i += 2) shown.push(`${inspect(list[i], inner)} => ${inspect(list[i + 1], inner)}`);
    return wrap(this.constructor.name, shown, options.breakLength);
  }

  get size() {
    URLSearchParams.#check(this);
    return this.#list.length / 2;
  }

  append(name, value) {
    URLSearchParams.#check(this);
    if (arguments.length < 2) throw new ERR_MISSING_ARGS('name', 'value');
    this.#list.push(text(name), text(value));
    this.#changed?.();
  }

  delete(name, value = undefined) {
    URLSearchParams.#check(this);
    if (arguments.length < 1) throw new ERR_MISSING_ARGS('name');
    const wanted = text(name);
    const only = value === undefined ? undefined : text(value);
    this.#keep((key, its) => key !== wanted || (only !== undefined && its !== only));
    this.#changed?.();
  }

  #keep(stays) {
    const list = this.#list;
    const kept = [];
    for (let i = 0; i < list.length; i += 2) {
      if (stays(list[i], list[i + 1])) kept.push(list[i], list[i + 1]);
    }
    // The list stays the same object: iterators look at it.
    list.splice(0, list.length, ...kept);
  }

  get(name) {
    URLSearchParams.#check(this);
    if (arguments.length < 1) throw new ERR_MISSING_ARGS('name');
    const at = this.#find(text(name));
    return at < 0 ? null : this.#list[at + 1];
  }

  #find(name) {
    for (let i = 0; i < this.#list.length; i += 2) {
      if (this.#list[i] === name) return i;
    }
    return -1;
  }

  getAll(name) {
    URLSearchParams.#check(this);
    if (arguments.length < 1) throw new ERR_MISSING_ARGS('name');
    const wanted = text(name);
    return this.#list.filter((_, i) => i % 2 === 1 && this.#list[i - 1] === wanted);
  }

  has(name, value = undefined) {
    URLSearchParams.#check(this);
    if (arguments.length < 1) throw new ERR_MISSING_ARGS('name');
    const wanted = text(name);
    if (value === undefined) return this.#find(wanted) >= 0;
    const only = text(value);
    return this.#list.some((its, i) => i % 2 === 1 && its === only && this.#list[i - 1] === wanted);
  }

  set(name, value) {
    URLSearchParams.#check(this);
    if (arguments.length < 2) throw new ERR_MISSING_ARGS('name', 'value');
    const wanted = text(name);
    const given = text(value);
    const at = this.#find(wanted);
    if (at < 0) {
      this.#list.push(wanted, given);
    } else {
      let seen = false;
      this.#list[at + 1] = given;
      this.#keep((key) => key !== wanted || (!seen && (seen = true)));
    }
    this.#changed?.();
  }

  sort() {
    URLSearchParams.#check(this);
    const list = this.#list;
    const places = Array.from({ length: list.length / 2 }, (_, i) => i * 2);
    // By code units; those with the same name stay in their order.
    places.sort((a, b) => (list[a] < list[b] ? -1 : list[a] > list[b] ? 1 : 0));
    list.splice(0, list.length, ...places.flatMap((place) => [list[place], list[place + 1]]));
    this.#changed?.();
  }

  entries() {
    URLSearchParams.#check(this);
    return new URLSearchParamsIterator(this.#list, (list, i) => [list[i], list[i + 1]]);
  }

  forEach(callback, thisArg = undefined) {
    URLSearchParams.#check(this);
    validateFunction(callback, 'callback');
    // Pairs that the callback adds are called for, too.
    for (let i = 0; i < this.#list.length; i += 2) {
      callback.call(thisArg, this.#list[i + 1], this.#list[i], this);
    }
  }

  keys() {
    URLSearchParams.#check(this);
    return new URLSearchParamsIterator(this.#list, (list, i) => list[i]);
  }

  values() {
    URLSearchParams.#check(this);
    return new URLSearchParamsIterator(this.#list, (list, i) => list[i + 1]);
  }

  toString() {
    URLSearchParams.#check(this);
    return verbs.serializeQuery(this.#list);
  }
}

Object.defineProperties(URLSearchParams.prototype, {
  ...Object.fromEntries(
    ['size', 'append', 'delete', 'get', 'getAll', 'has', 'set', 'sort', 'entries', 'forEach', 'keys', 'values', 'toString']
      .map((name) => [name, { enumerable: true }])),
  [Symbol.toStringTag]: { value: 'URLSearchParams', configurable: true },
  [Symbol.iterator]: { value: URLSearchParams.prototype.entries, writable: true, configurable: true },
});

class URLSearchParamsIterator {
  #list;
  #pick;
  #at = 0;

  constructor(list, pick) {
    this.#list = list;
    this.#pick = pick;
  }

  static #check(iterator) {
    if (typeof iterator !== 'object' || iterator === null || !(#list in iterator)) {
      throw new ERR_INVALID_THIS('URLSearchParamsIterator');
    }
  }

  next() {
    URLSearchParamsIterator.#check(this);
    if (this.#at >= this.#list.length) return { value: undefined, done: true };
    const value = this.#pick(this.#list, this.#at);
    this.#at += 2;
    return { value, done: false };
  }

  [kInspect](depth, options) {
    URLSearchParamsIterator.#check(this);
    const { inspect } = require('util');
    if (typeof depth === 'number' && depth < 0) return options.stylize('[Object]', 'special');
    const inner = { ...options, depth: options.depth === null ? null : options.depth - 1 };
    const shown = [];
    for (let i = this.#at; i < this.#list.length; i += 2) shown.push(inspect(this.#pick(this.#list, i), inner));
    return wrap(this[Symbol.toStringTag], shown, options.breakLength);
  }
}

function wrap(name, shown, breakLength) {
  const length = shown.reduce((sum, one) => sum + one.replace(/\x1b\[\d+m/g, '').length + 2, -2);
  if (length > breakLength) return `${name} {\n  ${shown.join(',\n  ')} }`;
  return shown.length ? `${name} { ${shown.join(', ')} }` : `${name} {}`;
}

const iteratorPrototype = Object.getPrototypeOf(Object.getPrototypeOf([][Symbol.iterator]()));
Object.setPrototypeOf(URLSearchParamsIterator.prototype, iteratorPrototype);
delete URLSearchParamsIterator.prototype.constructor;
Object.defineProperties(URLSearchParamsIterator.prototype, {
  next: { enumerable: true },
  [Symbol.toStringTag]: { value: 'URLSearchParams Iterator', configurable: true },
});

module.exports = { URLSearchParams, attach, replaceAll };
