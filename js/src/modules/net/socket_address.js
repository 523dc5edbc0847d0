// SocketAddress: an address with its port, as a value.

const { addressHex } = require('net/native');
const { kClone } = require('internal/clone');
const { codes } = require('internal/errors');
const { validateObject, validatePort, validateString, validateUint32 } = require('internal/validators');

const inspected = Symbol.for('nodejs.util.inspect.custom');

class SocketAddress {
  #address;
  #port;
  #family;
  #flowlabel;

  static isSocketAddress(value) {
    return typeof value === 'object' && value !== null && #address in value;
  }

  // 'address', 'address:port', '[address]', '[address]:port'; undefined for what is none of them.
  static parse(input) {
    validateString(input, 'input');
    if (input === '') return undefined;
    // The forms of an IPv4 address are those that a URL may have: 10.1, 0x7f000001, …
    const url = require('url').URL.parse(`http://${input}`);
    if (url === null || url.username !== '' || url.pathname !== '/' || url.search !== '' || url.hash !== '') {
      return undefined;
    }
    const { hostname, port } = url;
    const family = hostname[0] === '[' ? 'ipv6' : 'ipv4';
    const address = family === 'ipv6' ? hostname.slice(1, -1) : hostname;
    if (addressHex(address) === undefined) return undefined;
    return new SocketAddress({ address, family, port: Number(port) });
  }

  constructor(options = {}) {
    validateObject(options, 'options');
    const family = familyOf(options.family ?? 'ipv4', options.family);
    const { address = family === 'ipv4' ? '127.0.0.1' : '::', port = 0, flowlabel = 0 } = options;
    validateString(address, 'options.address');
    validatePort(port, 'options.port');
    validateUint32(flowlabel, 'options.flowlabel', false);
    if (addressHex(address)?.length !== (family === 'ipv4' ? 8 : 32)) throw new codes.ERR_INVALID_ADDRESS();
    this.#address = address;
    this.#port = port | 0;
    this.#family = family;
    this.#flowlabel = flowlabel;
  }

  get address() { return this.#address; }
  get port() { return this.#port; }
  get family() { return this.#family; }
  get flowlabel() { return this.#flowlabel; }

  [kClone]() {
    return new SocketAddress(this.toJSON());
  }

  toJSON() {
    return { address: this.address, port: this.port, family: this.family, flowlabel: this.flowlabel };
  }

  [inspected](depth, options) {
    if (depth < 0) return this;
    const { inspect } = require('internal/inspect');
    return `SocketAddress ${inspect(this.toJSON(), { ...options, depth: options.depth == null ? null : options.depth - 1 })}`;
  }
}

function familyOf(family, given) {
  const known = typeof family === 'string' ? family.toLowerCase() : family;
  if (known !== 'ipv4' && known !== 'ipv6') throw new codes.ERR_INVALID_ARG_VALUE('options.family', given);
  return known;
}

module.exports = { SocketAddress };
