// URLPattern: a pattern for URLs, by the WHATWG's standard. Each component of a URL has a pattern of its own, which becomes
// a regular expression of the engine's.

const {
  codes: { ERR_CONSTRUCT_CALL_REQUIRED, ERR_INVALID_ARG_TYPE, ERR_INVALID_URL_PATTERN, ERR_OPERATION_FAILED },
} = require('internal/errors');
const verbs = require('url/native');
const canonical = require('url/pattern/canonical');
const { COMPONENTS, completeInit, componentsOf } = require('url/pattern/init');
const { parseParts, toExpression, toPattern } = require('url/pattern/parts');
const { splitWhole } = require('url/pattern/whole');

const PLAIN = { delimiter: '', prefix: '' };
const HOST = { delimiter: '.', prefix: '' };
const PATH = { delimiter: '/', prefix: '/' };

// What a pattern consists of, by component: { pattern, expression, names, hasExpressions }.
const compiled = new WeakMap();

function compile(pattern, encode, options, ignoreCase = false) {
  const parts = parseParts(pattern, options, encode);
  // `v` differs from `u` in classes of characters only; the engine reads the rest better with `u`.
  const classes = parts.some(({ type, value }) => type === 'expression' && value.includes('['));
  const flags = (classes ? 'v' : 'u') + (ignoreCase ? 'i' : '');
  return {
    pattern: toPattern(parts, options),
    expression: new RegExp(toExpression(parts, options), flags),
    names: parts.filter(({ type }) => type !== 'text').map(({ name }) => name),
    hasExpressions: parts.some(({ type }) => type === 'expression'),
  };
}

const matchesSpecial = ({ expression }) => Object.keys(canonical.SPECIAL).some((scheme) => expression.test(scheme));

const isSpecialPattern = (pattern) => matchesSpecial(compile(pattern, canonical.protocol, PLAIN));

const isAddress = (pattern) => /^[{\\]?\[/.test(pattern);

function build(input, baseURL, ignoreCase) {
  let init = input;
  if (typeof input === 'string') {
    init = splitWhole(input, isSpecialPattern);
    if (baseURL === undefined && init.protocol === undefined) throw new TypeError('a relative pattern needs a base');
    if (baseURL !== undefined) init.baseURL = baseURL;
  } else if (baseURL !== undefined) {
    throw new TypeError('an object has its base in it');
  }
  const patterns = completeInit(init, true, {});
  for (const name of COMPONENTS) patterns[name] ??= '*';
  if (patterns.port !== '' && canonical.SPECIAL[patterns.protocol] === patterns.port) patterns.port = '';

  const all = {};
  for (const name of ['protocol', 'username', 'password', 'port']) all[name] = compile(patterns[name], canonical[name], PLAIN);
  const host = isAddress(patterns.hostname) ? canonical.ipv6 : canonical.hostname;
  all.hostname = compile(patterns.hostname, host, HOST);
  all.pathname = matchesSpecial(all.protocol) ? compile(patterns.pathname, canonical.pathname, PATH, ignoreCase) :
    compile(patterns.pathname, canonical.opaquePathname, PLAIN, ignoreCase);
  for (const name of ['search', 'hash']) all[name] = compile(patterns[name], canonical[name], PLAIN, ignoreCase);
  return all;
}

// The components that an object gives, as far as they are texts.
function readInit(object) {
  const init = {};
  for (const name of [...COMPONENTS, 'baseURL']) {
    const value = object[name];
    if (typeof value === 'string') init[name] = value;
  }
  return init;
}

function readOptions(options) {
  const { ignoreCase } = options;
  if (ignoreCase !== undefined && typeof ignoreCase !== 'boolean') {
    throw new ERR_INVALID_ARG_TYPE('options.ignoreCase', 'boolean', ignoreCase);
  }
  return ignoreCase === true;
}

const isObject = (value) => (typeof value === 'object' && value !== null) || typeof value === 'function';

function readInput(input, name) {
  if (typeof input === 'string') return input.toWellFormed();
  if (!isObject(input)) throw new ERR_INVALID_ARG_TYPE(name, ['string', 'Object'], input);
  return readInit(input);
}

function URLPattern(input = {}, baseURL = undefined, options = undefined) {
  if (new.target === undefined) throw new ERR_CONSTRUCT_CALL_REQUIRED('URLPattern');
  const given = readInput(input, 'input');
  if (isObject(baseURL)) {
    options = baseURL;
    baseURL = undefined;
  } else if (baseURL !== undefined && typeof baseURL !== 'string') {
    throw new ERR_INVALID_ARG_TYPE('baseURL', ['string', 'Object'], baseURL);
  }
  if (options !== undefined && !isObject(options)) throw new ERR_INVALID_ARG_TYPE('options', 'Object', options);
  const ignoreCase = options === undefined ? false : readOptions(options);
  let all;
  try {
    all = build(given, baseURL, ignoreCase);
  } catch (cause) {
    throw Object.defineProperty(new ERR_INVALID_URL_PATTERN(), 'cause', {
      value: cause, writable: true, configurable: true, enumerable: false,
    });
  }
  compiled.set(this, all);
}

function componentsFrom(pattern) {
  const all = isObject(pattern) ? compiled.get(pattern) : undefined;
  if (all === undefined) throw new TypeError('Illegal invocation');
  return all;
}

// What of a URL each component has matched; null if one does not match.
function match(self, args, verb) {
  const all = componentsFrom(self);
  const { 0: input = {}, 1: baseURL } = args;
  const given = readInput(input, 'input');
  if (baseURL !== undefined && typeof baseURL !== 'string') throw new ERR_INVALID_ARG_TYPE('baseURL', 'string', baseURL);
  const inputs = baseURL === undefined ? [given] : [given, baseURL];
  const url = typeof given === 'string' ? parse(given, baseURL) : complete(given, baseURL, verb);
  if (url === undefined) return null;
  const result = { inputs };
  for (const name of COMPONENTS) {
    const { expression, names } = all[name];
    const found = expression.exec(url[name]);
    if (found === null) return null;
    const groups = {};
    names.forEach((group, index) => { groups[group] = found[index + 1]; });
    result[name] = { input: url[name], groups };
  }
  return result;
}

function parse(text, baseURL) {
  const url = verbs.parse(text, baseURL?.toWellFormed());
  return url === undefined ? undefined : componentsOf(url);
}

const EMPTY = Object.fromEntries(COMPONENTS.map((name) => [name, '']));

function complete(init, baseURL, verb) {
  if (baseURL !== undefined) throw new ERR_OPERATION_FAILED.TypeError(`Failed to ${verb} URLPattern`);
  try {
    return completeInit(init, false, EMPTY);
  } catch {
    return undefined;
  }
}

URLPattern.prototype.exec = function exec() {
  return match(this, arguments, 'exec');
};

URLPattern.prototype.test = function test() {
  return match(this, arguments, 'test') !== null;
};

for (const name of COMPONENTS) {
  const accessor = { get [name]() { return componentsFrom(this)[name].pattern; } };
  const { get } = Object.getOwnPropertyDescriptor(accessor, name);
  Object.defineProperty(URLPattern.prototype, name, { get, enumerable: true, configurable: false });
}
Object.defineProperty(URLPattern.prototype, 'hasRegExpGroups', {
  get() { return Object.values(componentsFrom(this)).some(({ hasExpressions }) => hasExpressions); },
  enumerable: true,
  configurable: false,
});

module.exports = { URLPattern };
