// A channel to name servers: who is asked, from where, how patiently, and what is on its way.

const { query, cancel, config, hostsOf } = require('dns/native');
const { isIP } = require('net/address');

const PORT = 53;

// The numbers of the record types (RFC 1035 and its successors).
const TYPES = {
  A: 1, NS: 2, CNAME: 5, SOA: 6, PTR: 12, MX: 15, TXT: 16, AAAA: 28, SRV: 33, NAPTR: 35, TLSA: 52, ANY: 255, CAA: 257,
};

function wrong(message) {
  return Object.assign(new TypeError(message), { code: 'ERR_INVALID_ARG_VALUE' });
}

class ChannelWrap {
  #servers;
  #timeout;
  #tries;
  #maxTimeout;
  #local = [undefined, undefined];
  // Each with how its caller hears that it was cancelled.
  #pending = new Map();

  constructor(timeout, tries, maxTimeout) {
    const machine = config();
    this.#servers = (machine.servers.length > 0 ? machine.servers : ['127.0.0.1']).map((address) => [address, PORT]);
    this.#timeout = timeout < 0 && machine.timeout > 0 ? machine.timeout : timeout;
    this.#tries = tries > 0 ? tries : machine.attempts;
    this.#maxTimeout = maxTimeout;
  }

  // [[address, port], …]
  getServers() {
    return this.#servers.map((server) => [...server]);
  }

  setServers(servers) {
    if (this.#pending.size > 0) return 'There are pending queries.';
    this.#servers = servers;
    return null;
  }

  setLocalAddress(first, second) {
    const families = [first, second].map((address) => (address === undefined ? 0 : isIP(address)));
    if (families[0] === 0 || (second !== undefined && families[1] === 0)) throw wrong('Invalid IP address.');
    if (families[0] === families[1]) throw wrong(`Cannot specify two IPv${families[0]} addresses.`);
    this.#local = [undefined, undefined];
    this.#local[families[0] === 4 ? 0 : 1] = first;
    if (second !== undefined) this.#local[families[1] === 4 ? 0 : 1] = second;
  }

  // `done(code, records)`, later: all records of the answer.
  ask(name, type, done) {
    const later = (code) => process.nextTick(done, code);
    // Onion names are nobody's business but Tor's (RFC 7686).
    if (/(^|\.)onion\.?$/i.test(name)) return later('ENOTFOUND');
    const asked = query(
      name, TYPES[type], this.#servers.flat(), this.#timeout, this.#maxTimeout, this.#tries, this.#local,
      (code, records) => {
        this.#pending.delete(asked);
        done(code, records);
      });
    if (typeof asked === 'string') return later(asked);
    this.#pending.set(asked, done);
  }

  cancel() {
    for (const [asked, done] of this.#pending) {
      if (cancel(asked)) process.nextTick(done, 'ECANCELLED');
    }
    this.#pending.clear();
  }
}

module.exports = { ChannelWrap, hostsOf };
