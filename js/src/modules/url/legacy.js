// The older functions: parse, format, resolve. They know nothing of the standard, and programs rely on what they do.

const { codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_INVALID_URL } } = require('internal/errors');
const { validateObject, validateString } = require('internal/validators');
const { SLASHED, HOSTLESS } = require('url/protocols');
const verbs = require('url/native');

const PARTS = [
  'protocol', 'slashes', 'auth', 'host', 'port', 'hostname', 'hash', 'search', 'query', 'pathname', 'path', 'href',
];

// Characters that are escaped wherever they stand in a path, query or fragment.
const UNSAFE = /[\t\n\r "'<>\\^`{|}]/g;
const escapeUnsafe = (character) => `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;

const isIPv6 = (hostname) => hostname[0] === '[' && hostname.at(-1) === ']';

class Url {
  constructor() {
    for (const part of PARTS) this[part] = null;
  }

  parse(url, parseQueryString, slashesDenoteHost) {
    validateString(url, 'url');
    const rest = withSlashes(url.replace(/^[\t\n\f\r \u00a0\ufeff]+|[\t\n\f\r \u00a0\ufeff]+$/g, ''));
    if (slashesDenoteHost || /[#@]/.test(rest) || !this.#parsePath(rest, parseQueryString)) {
      this.#parseWhole(url, rest, parseQueryString, slashesDenoteHost);
    }
    return this;
  }

  // The ordinary case of a server: nothing but a path, perhaps with a query. True if it is that.
  #parsePath(rest, parseQueryString) {
    const match = /^(\/\/?(?!\/)[^?\s]*)(\?[^\s]*)?$/.exec(rest);
    if (match === null) return false;
    this.path = this.href = rest;
    this.pathname = match[1];
    this.#setSearch(match[2], parseQueryString);
    return true;
  }

  #setSearch(search, parseQueryString) {
    if (search !== undefined) {
      this.search = search;
      this.query = search.slice(1);
      if (parseQueryString) this.query = require('querystring').parse(this.query);
    } else if (parseQueryString) {
      this.query = { __proto__: null };
    }
  }

  #parseWhole(url, text, parseQueryString, slashesDenoteHost) {
    let rest = text;
    const protocol = /^[a-z0-9.+-]+:/i.exec(rest)?.[0];
    if (protocol !== undefined) {
      this.protocol = protocol.toLowerCase();
      rest = rest.slice(protocol.length);
    }
    const hostless = protocol !== undefined && HOSTLESS.test(protocol);
    let slashes = false;
    if (slashesDenoteHost || protocol !== undefined || /^\/\/[^@/]+@[^@/]+/.test(rest)) {
      slashes = rest.startsWith('//');
      if (slashes && !hostless) {
        rest = rest.slice(2);
        this.slashes = true;
      }
    }
    if (!hostless && (slashes || (protocol !== undefined && !SLASHED.test(protocol)))) rest = this.#parseHost(url, rest);
    if (!hostless) rest = rest.replace(UNSAFE, escapeUnsafe);

    const [, pathname, search, hash] = /^([^?#]*)(\?[^#]*)?(#[^]*)?$/.exec(rest);
    if (hash !== undefined) this.hash = hash;
    this.#setSearch(search, parseQueryString);
    if (pathname !== '') this.pathname = pathname;
    if (SLASHED.test(this.protocol ?? '') && this.hostname && !this.pathname) this.pathname = '/';
    if (this.pathname || this.search) this.path = `${this.pathname ?? ''}${this.search ?? ''}`;
    this.href = this.format();
  }

  // What stands between the slashes and the path: `auth@host:port`. Gives what is left.
  #parseHost(url, text) {
    // Browsers take these out of a host, so they must not separate what belongs together.
    const authority = text.search(/[#/?]/);
    const end = authority < 0 ? text.length : authority;
    const clean = text.slice(0, end).replace(/[\t\n\r]/g, '');
    const at = clean.lastIndexOf('@');
    if (at >= 0) this.auth = decodeURIComponent(clean.slice(0, at));
    const rest = clean.slice(at + 1);
    const stop = rest.search(/[ "%';<>\\^`{|}]/);
    const host = stop < 0 ? rest : rest.slice(0, stop);
    const left = (stop < 0 ? '' : rest.slice(stop)) + text.slice(end);
    return this.#checkHost(url, host, left);
  }

  #checkHost(url, text, left) {
    let rest = left;
    const [, name, port] = /^([^]*?)(:[0-9]*)?$/.exec(text);
    if (port !== undefined && port !== ':') this.port = port.slice(1);
    let hostname = name;
    const ipv6 = isIPv6(hostname);
    if (!ipv6) {
      const stop = hostname.search(/[\\:]/);
      if (stop >= 0) {
        // The words are in the order in which Node has them.
        if (hostname[stop] === ':') throw new ERR_INVALID_ARG_VALUE('url', 'Invalid port in url', url);
        rest = `/${hostname.slice(stop)}${rest}`;
        hostname = hostname.slice(0, stop);
      }
    }
    hostname = hostname.length > 255 ? '' : hostname.toLowerCase();
    if (hostname !== '') {
      // Parentheses and the like are let through; what could pass for another host is not.
      const forbidden = ipv6 ? /[\0\t\n\r #%/<>?@\\^|]/ : /[\0\t\n\r #%/:<>?@[\\\]^|]/;
      if (!ipv6) hostname = toASCII(hostname);
      if (hostname === '' || forbidden.test(hostname)) throw new ERR_INVALID_URL(url);
    }
    this.host = `${hostname}${this.port === null ? '' : `:${this.port}`}`;
    this.hostname = ipv6 ? hostname.slice(1, -1) : hostname;
    if (ipv6 && rest[0] !== '/') rest = `/${rest}`;
    return rest;
  }

  format() {
    let protocol = this.protocol || '';
    if (protocol && !protocol.endsWith(':')) protocol += ':';
    let pathname = (this.pathname || '').replace(/[#?]/g, escapeUnsafe);
    let host = hostText(this);
    if (this.slashes || SLASHED.test(protocol)) {
      if (this.slashes || host) {
        if (pathname && pathname[0] !== '/') pathname = `/${pathname}`;
        host = `//${host}`;
      } else if (protocol === 'file:') {
        host = '//';
      }
    }
    const search = searchText(this).replaceAll('#', '%23');
    const hash = this.hash || '';
    return protocol + host + pathname + prefixed('?', search) + prefixed('#', hash);
  }

  parseHost() {
    const port = /:[0-9]*$/.exec(this.host)?.[0];
    if (port !== undefined && port !== ':') this.port = port.slice(1);
    const host = port === undefined ? this.host : this.host.slice(0, -port.length);
    if (host) this.hostname = host;
  }

  resolve(relative) {
    return this.resolveObject(read(relative, false, true)).format();
  }

  resolveObject(relative) {
    const target = typeof relative === 'string' ? read(relative, false, true) : relative;
    return require('url/resolve').resolveObject(this, target, new Url());
  }
}

function hostText({ auth, host, hostname, port }) {
  const who = auth ? `${encodeURIComponent(auth).replaceAll('%3A', ':')}@` : '';
  if (host) return who + host;
  if (!hostname) return '';
  const name = hostname.includes(':') && !isIPv6(hostname) ? `[${hostname}]` : hostname;
  return `${who}${name}${port ? `:${port}` : ''}`;
}

function searchText({ search, query }) {
  if (search) return search;
  const text = query !== null && typeof query === 'object' ? require('querystring').stringify(query) : query;
  return text ? `?${text}` : '';
}

const prefixed = (mark, text) => (text && text[0] !== mark ? mark + text : text);

// Backslashes are slashes, as in browsers, up to the query.
function withSlashes(text) {
  const end = text.search(/[?#]/);
  return end < 0 ? text.replaceAll('\\', '/') : text.slice(0, end).replaceAll('\\', '/') + text.slice(end);
}

// Only what is not ASCII needs another form; names with underscores and the like stay as they are.
function toASCII(hostname) {
  return /^[\0-\x7f]*$/.test(hostname) ? hostname : verbs.domainToASCII(hostname.toWellFormed());
}

function read(url, parseQueryString, slashesDenoteHost) {
  return url instanceof Url ? url : new Url().parse(url, parseQueryString, slashesDenoteHost);
}

let warned = false;

function parse(url, parseQueryString, slashesDenoteHost) {
  if (!warned && !require('internal/caller').isPackage()) {
    warned = true;
    process.emitWarning('`url.parse()` behavior is not standardized and prone to errors that have security ' +
      'implications. Use the WHATWG URL API instead. CVEs are not issued for `url.parse()` vulnerabilities.',
    'DeprecationWarning', 'DEP0169');
  }
  return read(url, parseQueryString, slashesDenoteHost);
}

function format(urlObject, options) {
  if (typeof urlObject === 'string') return read(urlObject).format();
  if (typeof urlObject !== 'object' || urlObject === null) {
    throw new ERR_INVALID_ARG_TYPE('urlObject', ['Object', 'string'], urlObject);
  }
  const { isURL, parsedOf } = require('url/whatwg');
  if (isURL(urlObject)) {
    if (options) validateObject(options, 'options');
    const wanted = (name, otherwise) => (options?.[name] == null ? otherwise : Boolean(options[name]));
    return verbs.format(parsedOf(urlObject), wanted('fragment', true), wanted('unicode', false), wanted('search', true),
      wanted('auth', true));
  }
  // Any object with the parts' names will do.
  return Url.prototype.format.call(urlObject);
}

function resolve(source, relative) {
  return read(source, false, true).resolve(relative);
}

function resolveObject(source, relative) {
  return source ? read(source, false, true).resolveObject(relative) : relative;
}

module.exports = { Url, parse, resolve, resolveObject, format };
