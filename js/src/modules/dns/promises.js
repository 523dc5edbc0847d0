// dns/promises: the same with promises.

const { codes, hints } = require('dns/codes');
const errors = require('internal/errors').codes;
const { isIP } = require('net/address');
const { validatePort, validateString } = require('internal/validators');
const order = require('dns/order');
const { find, findService, checkOptions } = require('dns/lookup');
const {
  ResolverBase, METHODS, methodFor, resolveType, reverse, setDefaultServers,
} = require('dns/questions');
const { define } = require('dns/resolver');

function lookup(hostname, options) {
  if (hostname) validateString(hostname, 'hostname');
  if (options !== undefined && options !== null && typeof options !== 'number' && typeof options !== 'object') {
    throw new errors.ERR_INVALID_ARG_TYPE('options', ['integer', 'object'], options);
  }
  const checked = checkOptions(options);
  return new Promise((resolve, reject) => {
    find(hostname, checked, (error, addresses) => {
      if (error) reject(error);
      else resolve(checked.all ? addresses : addresses[0]);
    });
  });
}

function lookupService(address, port) {
  if (arguments.length !== 2) throw new errors.ERR_MISSING_ARGS('address', 'port');
  if (isIP(address) === 0) throw new errors.ERR_INVALID_ARG_VALUE('address', address);
  validatePort(port);
  return new Promise((resolve, reject) => {
    findService(address, port, (error, hostname, service) => (error ? reject(error) : resolve({ hostname, service })));
  });
}

class Resolver extends ResolverBase {}

const settle = (resolve, reject) => (error, result) => (error ? reject(error) : resolve(result));

for (const [method, type] of Object.entries(METHODS)) {
  define(Resolver, method, `query${type[0]}${type.slice(1).toLowerCase()}`, function (name, options) {
    validateString(name, 'name');
    return new Promise((resolve, reject) => {
      resolveType(this._handle, type, name, Boolean(options?.ttl), settle(resolve, reject));
    });
  });
}

define(Resolver, 'reverse', 'getHostByAddr', function (address) {
  validateString(address, 'name');
  return new Promise((resolve, reject) => reverse(this._handle, address, settle(resolve, reject)));
});

define(Resolver, 'resolve', 'resolve', function (hostname, rrtype) {
  let method = 'resolve4';
  if (typeof rrtype === 'string') method = methodFor(rrtype);
  else if (rrtype !== undefined) throw new errors.ERR_INVALID_ARG_TYPE('rrtype', 'string', rrtype);
  return this[method](hostname);
});

module.exports = {
  lookup,
  lookupService,
  Resolver,
  getDefaultResultOrder: order.getDefaultResultOrder,
  setDefaultResultOrder: order.setDefaultResultOrder,
  setServers: (servers) => setDefaultServers(servers),
  ...hints,
  ...codes,
};

for (const method of ['getServers', 'reverse', 'resolve', ...Object.keys(METHODS)]) {
  module.exports[method] = { [method](...args) {
    return require('dns/shared').promises()[method](...args);
  } }[method];
}
