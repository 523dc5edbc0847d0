// The class URL of the WHATWG's standard. What it consists of is kept in Rust.

const { codes: { ERR_INVALID_URL, ERR_MISSING_ARGS } } = require('internal/errors');
const { validateObject } = require('internal/validators');
const verbs = require('url/native');

const kInspect = Symbol.for('nodejs.util.inspect.custom');

// The places of the parts, as the native half counts them.
const HREF = 0;
const ORIGIN = 1;
const PROTOCOL = 2;
const USERNAME = 3;
const PASSWORD = 4;
const HOST = 5;
const HOSTNAME = 6;
const PORT = 7;
const PATHNAME = 8;
const SEARCH = 9;
const HASH = 10;

const text = (value) => `${value}`.toWellFormed();

function parsed(input, base) {
  return verbs.parse(text(input), base === undefined ? undefined : text(base));
}

let isURL;
let parsedOf;
// Stands for an address that URL.parse has read already.
const kParsed = Symbol('kParsed');

// These read through a method of their own in Node, and say so of what is no URL.
function receiver(value) {
  if (!isURL(value)) throw new TypeError('Receiver must be an instance of class URL');
}

class URL {
  #context;
  #params;

  static {
    isURL = (value) => typeof value === 'object' && value !== null && #context in value;
    parsedOf = (url) => url.#context;
  }

  constructor(input, base = undefined) {
    if (arguments.length === 0) throw new ERR_MISSING_ARGS('url');
    if (input === kParsed) {
      this.#context = base;
      return;
    }
    const address = text(input);
    const from = base === undefined ? undefined : text(base);
    this.#context = verbs.parse(address, from);
    if (this.#context === undefined) throw new ERR_INVALID_URL(address, from);
  }

  static parse(input, base = undefined) {
    if (arguments.length === 0) throw new ERR_MISSING_ARGS('url');
    const found = parsed(input, base);
    return found === undefined ? null : new URL(kParsed, found);
  }

  static canParse(input, base = undefined) {
    if (arguments.length === 0) throw new ERR_MISSING_ARGS('url');
    return parsed(input, base) !== undefined;
  }

  static createObjectURL(obj) {
    return require('buffer/blob').createObjectURL(obj);
  }

  static revokeObjectURL(url) {
    if (arguments.length === 0) throw new ERR_MISSING_ARGS('url');
    require('buffer/blob').revokeObjectURL(text(url));
  }

  [kInspect](depth, options) {
    receiver(this);
    if (typeof depth === 'number' && depth < 0) return this;
    const constructor = this.constructor ?? URL;
    const shown = Object.create({ constructor });
    for (const name of SHOWN) shown[name] = this[name];
    if (options.showHidden) shown[Symbol('context')] = { href: this.href };
    return require('util').inspect(shown, options).replace(/^[^{]*\{/, `${constructor.name} {`);
  }

  static #part(url, index) {
    return verbs.part(url.#context, index);
  }

  static #set(url, index, value) {
    const context = url.#context;
    const given = text(value);
    // Only what is no URL at all is an error: a part that does not fit is passed over, as the standard wants it.
    if (!verbs.setPart(context, index, given) && index === HREF) throw new ERR_INVALID_URL(given);
    if (url.#params !== undefined && (index === HREF || index === SEARCH)) {
      require('url/search_params').replaceAll(url.#params, verbs.part(context, SEARCH));
    }
  }

  toString() { receiver(this); return URL.#part(this, HREF); }
  get href() { receiver(this); return URL.#part(this, HREF); }
  set href(value) { URL.#set(this, HREF, value); }
  get origin() { return URL.#part(this, ORIGIN); }
  get protocol() { return URL.#part(this, PROTOCOL); }
  set protocol(value) { URL.#set(this, PROTOCOL, value); }
  get username() { return URL.#part(this, USERNAME); }
  set username(value) { URL.#set(this, USERNAME, value); }
  get password() { return URL.#part(this, PASSWORD); }
  set password(value) { URL.#set(this, PASSWORD, value); }
  get host() { return URL.#part(this, HOST); }
  set host(value) { URL.#set(this, HOST, value); }
  get hostname() { return URL.#part(this, HOSTNAME); }
  set hostname(value) { URL.#set(this, HOSTNAME, value); }
  get port() { return URL.#part(this, PORT); }
  set port(value) { URL.#set(this, PORT, value); }
  get pathname() { return URL.#part(this, PATHNAME); }
  set pathname(value) { URL.#set(this, PATHNAME, value); }
  get search() { receiver(this); return URL.#part(this, SEARCH); }
  set search(value) { URL.#set(this, SEARCH, value); }

  get searchParams() {
    if (this.#params === undefined) {
      const { URLSearchParams, attach } = require('url/search_params');
      this.#params = new URLSearchParams(URL.#part(this, SEARCH));
      attach(this.#params, () => verbs.setPart(this.#context, SEARCH, this.#params.toString()));
    }
    return this.#params;
  }

  get hash() { return URL.#part(this, HASH); }
  set hash(value) { URL.#set(this, HASH, value); }
  toJSON() { receiver(this); return URL.#part(this, HREF); }
}

const SHOWN = [
  'href', 'origin', 'protocol', 'username', 'password', 'host', 'hostname', 'port', 'pathname', 'search',
  'searchParams', 'hash',
];

Object.defineProperties(URL.prototype, {
  ...Object.fromEntries(['toString', ...SHOWN, 'toJSON'].map((name) => [name, { enumerable: true }])),
  [Symbol.toStringTag]: { value: 'URL', configurable: true },
});
Object.defineProperties(URL, Object.fromEntries(
  ['canParse', 'parse', 'createObjectURL', 'revokeObjectURL'].map((name) => [name, { enumerable: true }])));

// What http.request takes of a URL.
function urlToHttpOptions(url) {
  validateObject(url, 'url');
  const { hostname, pathname, port, username, password, search } = url;
  const options = {
    __proto__: null,
    ...url, // own properties that a program has added
    protocol: url.protocol,
    hostname: hostname && hostname[0] === '[' ? hostname.slice(1, -1) : hostname,
    hash: url.hash,
    search,
    pathname,
    path: `${pathname || ''}${search || ''}`,
    href: url.href,
  };
  if (port !== '') options.port = Number(port);
  if (username || password) options.auth = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return options;
}

module.exports = { URL, isURL, parsedOf, urlToHttpOptions };
