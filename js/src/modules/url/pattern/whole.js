// A pattern for a whole URL in one text, taken apart into the patterns of its components.

const { tokenize } = require('url/pattern/tokens');

// In the order in which they stand in a URL; each is a state of the parser.
const ORDER = ['protocol', 'authority', 'username', 'password', 'hostname', 'port', 'pathname', 'search', 'hash'];
const upTo = (state, last) => ORDER.indexOf(state) >= 0 && ORDER.indexOf(state) <= ORDER.indexOf(last);
const from = (state, first) => ORDER.indexOf(state) >= ORDER.indexOf(first);

// `isSpecial` tells whether the pattern of a protocol matches one that has a host.
function splitWhole(input, isSpecial) {
  return new Splitter(input, isSpecial).split();
}

class Splitter {
  result = {};
  state = 'init';
  // The tokens that are looked at, and where the present component begins.
  index = 0;
  start = 0;
  depth = 0;
  brackets = 0;
  special = false;

  constructor(input, isSpecial) {
    this.characters = Array.from(input);
    this.tokens = tokenize(this.characters, true);
    this.isSpecial = isSpecial;
  }

  split() {
    while (this.index < this.tokens.length) {
      const { type } = this.tokens[this.index];
      if (type === 'end') {
        if (!this.end()) break;
      } else if (type === 'open') {
        this.depth++;
        this.index++;
      } else if (this.depth > 0) {
        if (type === 'close') this.depth--;
        this.index++;
      } else if (!this[this.state]()) {
        this.index++;
      }
    }
    if (this.result.hostname !== undefined) this.result.port ??= '';
    return this.result;
  }

  // A character that stands for itself.
  is(character, index = this.index) {
    const { type, value } = this.tokens[Math.min(index, this.tokens.length - 1)];
    return value === character && (type === 'char' || type === 'escaped' || type === 'invalid');
  }

  // A `?` that does not make what is before it optional.
  isSearch() {
    if (this.is('?')) return true;
    if (this.tokens[this.index].value !== '?') return false;
    const before = this.tokens[this.index - 1]?.type;
    return !['name', 'expression', 'close', 'asterisk'].includes(before);
  }

  text() {
    const first = this.tokens[this.start].index;
    return this.characters.slice(first, this.tokens[this.index].index).join('');
  }

  // Ends the present component; the next begins `skip` tokens further on.
  become(state, skip) {
    const { result, state: old } = this;
    if (old !== 'init' && old !== 'authority') result[old] = this.text();
    if (old !== 'init' && state !== 'done') {
      if (upTo(old, 'password') && from(state, 'port')) result.hostname ??= '';
      if (upTo(old, 'port') && from(state, 'search')) result.pathname ??= this.special ? '/' : '';
      if (upTo(old, 'pathname') && state === 'hash') result.search ??= '';
    }
    this.state = state;
    this.index += skip;
    this.start = this.index;
    return true;
  }

  // Looks at the same tokens again as another component.
  again(state) {
    this.index = this.start;
    this.state = state;
    return true;
  }

  // False if all has been said.
  end() {
    if (this.state === 'init') {
      // Without a protocol it is relative to something.
      this.index = this.start;
      if (this.is('#')) return this.become('hash', 1);
      if (this.isSearch()) return this.become('search', 1);
      return this.become('pathname', 0);
    }
    if (this.state === 'authority') return this.again('hostname');
    this.become('done', 0);
    return false;
  }

  // What each component does with a token: true if it has gone on by itself.

  init() {
    return this.is(':') && this.again('protocol');
  }

  protocol() {
    if (!this.is(':')) return false;
    this.special = this.isSpecial(this.text());
    if (this.is('/', this.index + 1) && this.is('/', this.index + 2)) return this.become('authority', 3);
    return this.become(this.special ? 'authority' : 'pathname', 1);
  }

  authority() {
    if (this.is('@')) return this.again('username');
    return (this.is('/') || this.isSearch() || this.is('#')) && this.again('hostname');
  }

  username() {
    if (this.is(':')) return this.become('password', 1);
    return this.is('@') && this.become('hostname', 1);
  }

  password() {
    return this.is('@') && this.become('hostname', 1);
  }

  hostname() {
    if (this.is('[')) this.brackets++;
    else if (this.is(']')) this.brackets--;
    else if (this.is(':') && this.brackets === 0) return this.become('port', 1);
    return this.port();
  }

  port() {
    return (this.is('/') && this.become('pathname', 0)) || this.pathname();
  }

  pathname() {
    return (this.isSearch() && this.become('search', 1)) || this.search();
  }

  search() {
    return this.is('#') && this.become('hash', 1);
  }

  hash() {
    return false;
  }
}

module.exports = { splitWhole };
