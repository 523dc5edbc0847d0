// The questions that a resolver can be asked, and what of the records programs get to see.

const { codes } = require('internal/errors');
const { isIP } = require('net/address');
const { addressHex } = require('net/native');
const { ChannelWrap, hostsOf } = require('dns/channel');
const { failure } = require('dns/codes');
const { parseServers, show, resolverOptions } = require('dns/servers');
const { validateString } = require('internal/validators');
const { begin, end } = require('perf_hooks/interest');

const plain = ({ value }) => value;
const withoutType = ({ type, ...rest }) => rest;
const addresses = (records, ttl) => records.map((record) => (ttl ? withoutType(record) : record.address));

// The words that Node has in `caa`, `mx` and so on stay; what says the type goes.
const SHAPES = {
  A: addresses,
  AAAA: addresses,
  CNAME: (records) => records.map(plain),
  NS: (records) => records.map(plain),
  PTR: (records) => records.map(plain),
  TXT: (records) => records.map(({ entries }) => entries),
  SOA: (records) => withoutType(records[0]),
};
const listed = (records) => records.map(withoutType);

// `done(error, result)`: the records of a name that are of one type.
function resolveType(channel, type, name, ttl, done) {
  const syscall = `query${type[0]}${type.slice(1).toLowerCase()}`;
  const start = begin();
  channel.ask(name, type, (code, records) => {
    if (code !== null) return done(failure(code, syscall, name));
    const wanted = records.filter((record) => record.type === type);
    const result = type === 'ANY' ? records : (SHAPES[type] ?? listed)(wanted, ttl);
    end(start, 'dns', syscall, { host: name, ttl, result });
    done(null, result);
  });
}

// `done(error, names)`: those of an address.
function reverse(channel, address, done) {
  const family = isIP(address);
  if (family === 0) {
    const { UV_EINVAL } = require('internal/uv');
    throw failure(UV_EINVAL, 'getHostByAddr', address);
  }
  const known = hostsOf(address);
  if (known.length > 0) return process.nextTick(done, null, known);
  channel.ask(reverseName(address, family), 'PTR', (code, records) => {
    if (code !== null) return done(failure(code, 'getHostByAddr', address));
    done(null, records.filter(({ type }) => type === 'PTR').map(plain));
  });
}

// The name under which the names of an address are kept.
function reverseName(address, family) {
  if (family === 4) return `${address.split('.').reverse().join('.')}.in-addr.arpa`;
  return `${addressHex(address).split('').reverse().join('.')}.ip6.arpa`;
}

// What both faces of a resolver share.
class ResolverBase {
  constructor(options = undefined) {
    const { timeout, tries, maxTimeout } = resolverOptions(options);
    this._handle = new ChannelWrap(timeout, tries, maxTimeout);
  }

  cancel() {
    this._handle.cancel();
  }

  getServers() {
    return (this._handle.getServers() || []).map(show);
  }

  setServers(servers) {
    const parsed = parseServers(servers);
    const problem = this._handle.setServers(parsed);
    if (problem !== null) throw new codes.ERR_DNS_SET_SERVERS_FAILED(problem, servers.join());
  }

  setLocalAddress(ipv4, ipv6) {
    validateString(ipv4, 'ipv4');
    if (ipv6 !== undefined) validateString(ipv6, 'ipv6');
    this._handle.setLocalAddress(ipv4, ipv6);
  }
}

// The methods by their names, and the types that they ask for.
const METHODS = {
  resolveAny: 'ANY',
  resolve4: 'A',
  resolve6: 'AAAA',
  resolveCaa: 'CAA',
  resolveCname: 'CNAME',
  resolveMx: 'MX',
  resolveNs: 'NS',
  resolveTlsa: 'TLSA',
  resolveTxt: 'TXT',
  resolveSrv: 'SRV',
  resolvePtr: 'PTR',
  resolveNaptr: 'NAPTR',
  resolveSoa: 'SOA',
};

// The method for a type, as `resolve(name, type)` has it.
function methodFor(rrtype) {
  for (const method of Object.keys(METHODS)) if (METHODS[method] === rrtype) return method;
  throw new codes.ERR_INVALID_ARG_VALUE('rrtype', rrtype);
}

// The resolver that is asked by the functions of the module; both faces share its servers.
const standard = { channel: undefined };
function defaultHandle() {
  standard.channel ??= new ChannelWrap(-1, 4, 0);
  return standard.channel;
}

// A new one, so that what is being asked goes on.
function setDefaultServers(servers) {
  const parsed = parseServers(servers);
  standard.channel = new ChannelWrap(-1, 4, 0);
  standard.channel.setServers(parsed);
}

module.exports = { ResolverBase, METHODS, methodFor, resolveType, reverse, defaultHandle, setDefaultServers };
