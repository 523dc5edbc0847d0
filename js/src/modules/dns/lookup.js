// What the system's resolver knows: names to addresses, and back.

const { lookup: ask } = require('net/native');
const { lookupService: askBack } = require('dns/native');
const { isIP } = require('net/address');
const { codes } = require('internal/errors');
const {
  validateBoolean, validateFunction, validateNumber, validateOneOf, validatePort, validateString,
} = require('internal/validators');
const { hints: HINTS } = require('dns/codes');
const order = require('dns/order');
const { begin, end } = require('perf_hooks/interest');
const { customPromisifyArgs } = require('internal/util');

const FAMILIES = [0, 4, 6];
const ALL_HINTS = HINTS.ADDRCONFIG | HINTS.ALL | HINTS.V4MAPPED;

// The options of a look-up, checked: { family, hints, all, order }.
function checkOptions(options) {
  const checked = { family: 0, hints: 0, all: false, order: order.getDefaultResultOrder() };
  if (typeof options === 'number') {
    validateOneOf(options, 'family', FAMILIES);
    checked.family = options;
    return checked;
  }
  if (options === undefined || options === null) return checked;
  if (options.hints !== undefined && options.hints !== null) {
    validateNumber(options.hints, 'options.hints');
    checked.hints = options.hints >>> 0;
    if ((checked.hints & ~ALL_HINTS) !== 0) throw new codes.ERR_INVALID_ARG_VALUE('hints', checked.hints);
  }
  if (options.family !== undefined && options.family !== null) checked.family = checkFamily(options.family);
  if (options.all !== undefined && options.all !== null) {
    validateBoolean(options.all, 'options.all');
    checked.all = options.all;
  }
  if (options.verbatim !== undefined && options.verbatim !== null) {
    validateBoolean(options.verbatim, 'options.verbatim');
    checked.order = options.verbatim ? 'verbatim' : 'ipv4first';
  }
  if (options.order !== undefined && options.order !== null) {
    validateOneOf(options.order, 'options.order', order.ORDERS);
    checked.order = options.order;
  }
  return checked;
}

function checkFamily(family) {
  if (family === 'IPv4') return 4;
  if (family === 'IPv6') return 6;
  validateOneOf(family, 'options.family', FAMILIES);
  return family;
}

// `done(error, addresses)`, later; an address stands for itself.
function find(hostname, options, done) {
  if (!hostname) {
    throw new codes.ERR_INVALID_ARG_VALUE('hostname', hostname, 'must be a non-empty string');
  }
  const family = isIP(hostname);
  if (family !== 0) return process.nextTick(done, null, [{ address: hostname, family }]);
  const start = begin();
  ask(asciiOf(hostname), options.family, options.hints, (code, list) => {
    if (code !== null) return done(lookupError(code, 'getaddrinfo', hostname));
    const addresses = [];
    for (let i = 0; i < list.length; i += 2) addresses.push({ address: list[i], family: list[i + 1] });
    const sorted = order.sorted(addresses, options.order);
    const verbatim = options.order === 'verbatim';
    end(start, 'dns', 'lookup', {
      hostname, family: options.family, hints: options.hints, verbatim, order: options.order, addresses: sorted,
    });
    done(null, sorted);
  });
}

// Names in other scripts are asked for in the form that the DNS has for them (punycode).
function asciiOf(hostname) {
  for (let i = 0; i < hostname.length; i++) {
    if (hostname.charCodeAt(i) > 127) return require('url').domainToASCII(hostname) || hostname;
  }
  return hostname;
}

// The resolver's symbol as Node's error.
function lookupError(symbol, syscall, hostname) {
  const { UV_EAI_CODES } = require('net/resolver_codes');
  const errno = UV_EAI_CODES[symbol];
  return require('internal/errors').dnsException(errno ?? symbol, syscall, hostname);
}

function lookup(hostname, options, callback) {
  if (hostname) validateString(hostname, 'hostname');
  if (typeof options === 'function') {
    callback = options;
    options = undefined;
  } else if (options !== undefined && typeof options !== 'number' && typeof options !== 'object') {
    validateFunction(arguments.length === 2 ? options : callback, 'callback');
    throw new codes.ERR_INVALID_ARG_TYPE('options', ['integer', 'object'], options);
  }
  validateFunction(callback, 'callback');
  const checked = checkOptions(options);
  find(hostname, checked, (error, addresses) => {
    if (error) callback(error);
    else if (checked.all) callback(null, addresses);
    else callback(null, addresses[0].address, addresses[0].family);
  });
  return {};
}
Object.defineProperty(lookup, customPromisifyArgs, { value: ['address', 'family'] });

// `done(error, hostname, service)`, later.
function findService(address, port, done) {
  if (isIP(address) === 0) throw new codes.ERR_INVALID_ARG_VALUE('address', address);
  validatePort(port);
  const start = begin();
  const status = askBack(address, +port, (code, hostname, service) => {
    if (code !== null) return done(lookupError(code, 'getnameinfo', address));
    end(start, 'dns', 'lookupService', { host: address, port: +port, hostname, service });
    done(null, hostname, service);
  });
  if (status < 0) throw require('internal/errors').errnoException(status, 'getnameinfo');
}

function lookupService(address, port, callback) {
  if (arguments.length !== 3) throw new codes.ERR_MISSING_ARGS('address', 'port', 'callback');
  if (isIP(address) === 0) throw new codes.ERR_INVALID_ARG_VALUE('address', address);
  validatePort(port);
  validateFunction(callback, 'callback');
  findService(address, port, callback);
  return {};
}
Object.defineProperty(lookupService, customPromisifyArgs, { value: ['hostname', 'service'] });

module.exports = { lookup, lookupService, find, findService, checkOptions };
