// Resolver with callbacks.

const { codes } = require('internal/errors');
const { validateFunction, validateString } = require('internal/validators');
const { ResolverBase, METHODS, methodFor, resolveType, reverse } = require('dns/questions');

class Resolver extends ResolverBase {}

for (const [method, type] of Object.entries(METHODS)) {
  const name = `query${type[0]}${type.slice(1).toLowerCase()}`;
  define(Resolver, method, name, function (hostname, options, callback) {
    if (arguments.length > 2) callback = arguments[2];
    else callback = options;
    validateString(hostname, 'name');
    validateFunction(callback, 'callback');
    resolveType(this._handle, type, hostname, Boolean(options?.ttl), callback);
    return {};
  });
}

define(Resolver, 'reverse', 'getHostByAddr', function (address, callback) {
  validateString(address, 'name');
  validateFunction(callback, 'callback');
  reverse(this._handle, address, callback);
  return {};
});

define(Resolver, 'resolve', 'resolve', function (hostname, rrtype, callback) {
  let method = 'resolve4';
  if (typeof rrtype === 'string') method = methodFor(rrtype);
  else if (typeof rrtype === 'function') callback = rrtype;
  else throw new codes.ERR_INVALID_ARG_TYPE('rrtype', 'string', rrtype);
  return this[method](hostname, callback);
});

function define(Class, method, name, body) {
  Object.defineProperty(body, 'name', { value: name });
  Object.defineProperty(Class.prototype, method, { value: body, writable: true, enumerable: true, configurable: true });
}

module.exports = { Resolver, define };
