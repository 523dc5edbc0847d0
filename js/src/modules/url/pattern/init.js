// The components of a URL, or of a pattern, that a program gives as an object: completed from a base, and cleaned.

const verbs = require('url/native');
const canonical = require('url/pattern/canonical');
const { escapePattern } = require('url/pattern/parts');

const COMPONENTS = ['protocol', 'username', 'password', 'hostname', 'port', 'pathname', 'search', 'hash'];

// The components of a parsed URL, without the signs between them.
function componentsOf(url) {
  const part = (index) => verbs.part(url, index);
  return {
    protocol: part(2).slice(0, -1),
    username: part(3),
    password: part(4),
    hostname: part(6),
    port: part(7),
    pathname: part(8),
    search: part(9).slice(1),
    hash: part(10).slice(1),
  };
}

// What stands before a component: if one of these is given, the base has nothing to say of it.
const BEFORE = {
  protocol: ['protocol'],
  username: ['protocol', 'hostname', 'port', 'username'],
  password: ['protocol', 'hostname', 'port', 'username', 'password'],
  hostname: ['protocol', 'hostname'],
  port: ['protocol', 'hostname', 'port'],
  pathname: ['protocol', 'hostname', 'port', 'pathname'],
  search: ['protocol', 'hostname', 'port', 'pathname', 'search'],
  hash: ['protocol', 'hostname', 'port', 'pathname', 'search', 'hash'],
};

// `isPattern` tells whether the values are patterns, which are made canonical when they are compiled. `start` has the
// components that are there already.
function completeInit(init, isPattern, start) {
  const result = { ...start };
  const fromBase = (text) => (isPattern ? escapePattern(text) : text);
  let base;
  if (init.baseURL !== undefined) {
    const url = verbs.parse(init.baseURL.toWellFormed(), undefined);
    if (url === undefined) throw new TypeError(`${init.baseURL} is no URL`);
    base = componentsOf(url);
    for (const name of COMPONENTS) {
      if (isPattern && (name === 'username' || name === 'password')) continue;
      if (BEFORE[name].every((other) => init[other] === undefined)) result[name] = fromBase(base[name]);
    }
  }
  const clean = (name, value, ...more) => (isPattern ? value : canonical[name](value, ...more));
  if (init.protocol !== undefined) result.protocol = clean('protocol', init.protocol.replace(/:$/, ''));
  for (const name of ['username', 'password', 'hostname']) {
    if (init[name] !== undefined) result[name] = clean(name, init[name]);
  }
  const scheme = result.protocol ?? '';
  if (init.port !== undefined) result.port = clean('port', init.port, scheme);
  if (init.pathname !== undefined) {
    const path = joinPath(init.pathname, isPattern, base === undefined ? undefined : fromBase(base.pathname));
    const opaque = scheme !== '' && !Object.hasOwn(canonical.SPECIAL, scheme);
    result.pathname = clean(opaque ? 'opaquePathname' : 'pathname', path);
  }
  if (init.search !== undefined) result.search = clean('search', init.search.replace(/^\?/, ''));
  if (init.hash !== undefined) result.hash = clean('hash', init.hash.replace(/^#/, ''));
  return result;
}

// A path that is not absolute begins in the folder of the base's, if that has folders.
function joinPath(path, isPattern, basePath) {
  const absolute = isPattern ? /^(?:[\\{]?\/)/.test(path) : path.startsWith('/');
  if (absolute || basePath === undefined || !basePath.startsWith('/')) return path;
  return basePath.slice(0, basePath.lastIndexOf('/') + 1) + path;
}

module.exports = { COMPONENTS, completeInit, componentsOf };
