// BlockList: addresses, ranges and networks that one will have nothing to do with.

const { addressHex } = require('net/native');
const { kClone } = require('internal/clone');
const { codes } = require('internal/errors');
const { validateInt32, validateString } = require('internal/validators');
const { SocketAddress } = require('net/socket_address');

const inspected = Symbol.for('nodejs.util.inspect.custom');

// Where IPv4 lies among the IPv6 addresses (::ffff:0:0/96): so that an address is the same in either form.
const IPV4 = 0xffff00000000n;
const IPV4_PREFIX = 96;
const BITS = 128;

function numberOf({ address }) {
  const hex = addressHex(address);
  const number = BigInt(`0x${hex}`);
  return hex.length === 8 ? IPV4 + number : number;
}

// An address that was given as one, or by its text and family.
function taken(address, family, name) {
  if (SocketAddress.isSocketAddress(address)) return address;
  validateString(address, name);
  validateString(family, 'family');
  return new SocketAddress({ address, family });
}

const words = (family) => (family === 'ipv6' ? 'IPv6' : 'IPv4');

class BlockList {
  // { first, last, text }: the newest comes first.
  #rules = [];

  static isBlockList(value) {
    return typeof value === 'object' && value !== null && #rules in value;
  }

  addAddress(address, family = 'ipv4') {
    const one = taken(address, family, 'address');
    const number = numberOf(one);
    this.#add(number, number, `Address: ${words(one.family)} ${one.address}`);
  }

  addRange(start, end, family = 'ipv4') {
    const first = taken(start, family, 'start');
    const last = taken(end, family, 'end');
    const range = [numberOf(first), numberOf(last)];
    if (range[0] > range[1]) throw new codes.ERR_INVALID_ARG_VALUE('start', first, 'must come before end');
    this.#add(...range, `Range: ${words(first.family)} ${first.address}-${last.address}`);
  }

  addSubnet(network, prefix, family = 'ipv4') {
    const one = taken(network, family, 'network');
    const isIPv4 = one.family === 'ipv4';
    validateInt32(prefix, 'prefix', 0, isIPv4 ? 32 : BITS);
    const free = BigInt(BITS - (isIPv4 ? IPV4_PREFIX + prefix : prefix));
    const first = (numberOf(one) >> free) << free;
    this.#add(first, first + (1n << free) - 1n, `Subnet: ${words(one.family)} ${one.address}/${prefix}`);
  }

  #add(first, last, text) {
    this.#rules.unshift({ first, last, text });
  }

  check(address, family = 'ipv4') {
    if (!SocketAddress.isSocketAddress(address)) {
      validateString(address, 'address');
      validateString(family, 'family');
      try {
        address = new SocketAddress({ address, family });
      } catch {
        return false;
      }
    }
    const number = numberOf(address);
    return this.#rules.some(({ first, last }) => first <= number && number <= last);
  }

  get rules() {
    return this.#rules.map(({ text }) => text);
  }

  // A copy for another port goes on with the same rules.
  [kClone]() {
    const copy = new BlockList();
    copy.#rules = this.#rules;
    return copy;
  }

  toJSON() {
    return this.rules;
  }

  fromJSON(data) {
    if (Array.isArray(data)) {
      for (const rule of data) validateRule(rule, data);
    } else {
      if (typeof data !== 'string') throw new codes.ERR_INVALID_ARG_TYPE('data', ['string', 'string[]'], data);
      data = JSON.parse(data);
      if (!Array.isArray(data)) throw new codes.ERR_INVALID_ARG_TYPE('data', 'string[]', data);
      for (const rule of data) validateRule(rule, data);
    }
    // In their order the last would come to stand first.
    for (const rule of data) this.#addText(rule);
  }

  #addText(rule) {
    const match = /^(Address|Range|Subnet): (IPv[46]) ([^-/\s]+)(?:[-/](\S+))?$/.exec(rule);
    if (match === null) return;
    const [, kind, family, first, second] = match;
    if (kind === 'Address') this.addAddress(first, family.toLowerCase());
    else if (kind === 'Range') this.addRange(first, second, family.toLowerCase());
    else this.addSubnet(first, Number(second), family.toLowerCase());
  }

  [inspected](depth, options) {
    if (depth < 0) return this;
    const { inspect } = require('internal/inspect');
    const inner = { ...options, depth: options.depth == null ? null : options.depth - 1 };
    return `BlockList ${inspect({ rules: this.rules }, inner)}`;
  }
}

function validateRule(rule, data) {
  if (typeof rule !== 'string') throw new codes.ERR_INVALID_ARG_TYPE('data', ['string', 'string[]'], data);
}

module.exports = { BlockList };
