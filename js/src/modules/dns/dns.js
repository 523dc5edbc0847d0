// dns: names, addresses and records. The system's resolver is asked by lookup.js, name servers by resolver.js.

const lazy = require('internal/lazy');
const { lookup, lookupService } = require('dns/lookup');
const { codes, hints } = require('dns/codes');
const order = require('dns/order');

function setServers(servers) {
  require('dns/questions').setDefaultServers(servers);
}

module.exports = {
  lookup,
  lookupService,
  getDefaultResultOrder: order.getDefaultResultOrder,
  setDefaultResultOrder: order.setDefaultResultOrder,
  setServers,
  ...hints,
  ...codes,
};

lazy(module.exports, 'Resolver', () => require('dns/resolver').Resolver, true);
lazy(module.exports, 'promises', () => require('dns/promises'), true);

// The methods of the resolver that everybody shares.
const SHARED = [
  'getServers', 'resolve', 'resolve4', 'resolve6', 'resolveAny', 'resolveCaa', 'resolveCname', 'resolveMx', 'resolveNaptr',
  'resolveNs', 'resolvePtr', 'resolveSoa', 'resolveSrv', 'resolveTlsa', 'resolveTxt', 'reverse',
];
for (const method of SHARED) {
  module.exports[method] = { [method](...args) {
    return require('dns/shared').callbacks()[method](...args);
  } }[method];
}
