// The parts of a URL in the form in which a parsed URL has them: the parser itself says what that is.

const verbs = require('url/native');

const PROTOCOL = 2;
const USERNAME = 3;
const PASSWORD = 4;
const HOSTNAME = 6;
const PORT = 7;
const PATHNAME = 8;
const SEARCH = 9;
const HASH = 10;

// A URL that has nothing of its own.
const blank = (scheme = 'https') => verbs.parse(`${scheme}://dummy.invalid`);

function through(part, what, from) {
  return (value, scheme) => {
    if (value === '') return '';
    const url = blank(from?.(scheme));
    if (url === undefined || !verbs.setPart(url, part, value)) throw new TypeError(`${value} is no ${what} of a URL`);
    return verbs.part(url, part);
  };
}

function protocol(value) {
  if (value === '') return '';
  const url = blank(value);
  if (url === undefined) throw new TypeError(`${value} is no protocol of a URL`);
  return verbs.part(url, PROTOCOL).slice(0, -1);
}

const hostOf = through(HOSTNAME, 'hostname');

// Behind these the name of a host is over.
function hostname(value) {
  const own = value.replace(/[\t\n\r]/g, '').replace(/[/?#\\].*$/s, '');
  if (value !== '' && own === '') throw new TypeError(`${value} is no hostname of a URL`);
  return hostOf(own);
}

// Inside of brackets a pattern may be any part of an address, so that only its characters can be looked at.
function ipv6(value) {
  if (/[^0-9a-f[\]:]/i.test(value)) throw new TypeError(`${value} is no address of a URL`);
  return value.toLowerCase();
}

// A port is left out where it is the protocol's own.
const port = through(PORT, 'port', (scheme) => scheme || 'https');

function pathname(value) {
  if (value === '') return '';
  const leads = value[0] === '/';
  const url = blank();
  verbs.setPart(url, PATHNAME, leads ? value : `/-${value}`);
  const path = verbs.part(url, PATHNAME);
  return leads ? path : path.slice(2);
}

// Of a URL without a host: taken as it is, but for what has no place in a URL.
function opaquePathname(value) {
  const path = value.replace(/[\t\n\r]/g, '').replace(/[?#].*$/s, '');
  return path.replace(/[^\x20-\x7e]/gu, (character) => (character <= '\x7f' ?
    `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}` : encodeURIComponent(character)));
}

const after = (sign, set) => (value) => (value === '' ? '' : set(sign + value).slice(1));

const SPECIAL = { 'ftp': '21', 'file': '', 'http': '80', 'https': '443', 'ws': '80', 'wss': '443' };

module.exports = {
  SPECIAL,
  protocol,
  username: through(USERNAME, 'username'),
  password: through(PASSWORD, 'password'),
  hostname,
  ipv6,
  port,
  pathname,
  opaquePathname,
  search: after('?', through(SEARCH, 'search')),
  hash: after('#', through(HASH, 'hash')),
};
