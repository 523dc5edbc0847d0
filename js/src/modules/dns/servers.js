// Name servers as programs write them: an address, or one with a port, an IPv6 one in brackets then.

const { codes } = require('internal/errors');
const { isIP } = require('net/address');
const { validateArray, validateString, validateInt32, validateUint32 } = require('internal/validators');

const PORT = 53;

// [address, port]
function parse(server, index) {
  validateString(server, `servers[${index}]`);
  if (isIP(server) !== 0) return [server, PORT];
  const bracket = server[0] === '[' ? server.indexOf(']') : -1;
  if (bracket > 0) {
    const address = server.slice(1, bracket);
    if (isIP(address) === 6) return [address, portOf(server.slice(bracket + 1), server)];
  } else {
    const colon = server.indexOf(':');
    const address = colon < 0 ? '' : server.slice(0, colon);
    if (isIP(address) === 4) return [address, portOf(server.slice(colon), server)];
  }
  throw new codes.ERR_INVALID_IP_ADDRESS(server);
}

// What stands behind an address: nothing, or a colon and a number.
function portOf(text, server) {
  if (text === '') return PORT;
  const digits = /^:(\d{1,5})$/.exec(text);
  if (digits === null) throw new codes.ERR_INVALID_IP_ADDRESS(server);
  return Number(digits[1]) || PORT;
}

function parseServers(servers) {
  validateArray(servers, 'servers');
  const parsed = [];
  // Holes are none, and the list may change while it is read.
  servers.forEach((server, index) => parsed.push(parse(server, index)));
  return parsed;
}

function show([address, port]) {
  if (port === PORT) return address;
  return isIP(address) === 6 ? `[${address}]:${port}` : `${address}:${port}`;
}

// The options of a resolver, checked.
function resolverOptions(options) {
  const { timeout = -1, tries = 4, maxTimeout = 0 } = options ?? {};
  validateInt32(timeout, 'options.timeout', -1);
  validateInt32(tries, 'options.tries', 1);
  validateUint32(maxTimeout, 'options.maxTimeout');
  return { timeout, tries, maxTimeout };
}

module.exports = { parseServers, show, resolverOptions };
