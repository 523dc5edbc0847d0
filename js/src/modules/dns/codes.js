// The codes of what name servers say, under their names without the E, and the hints of look-ups.

const CODES = [
  'NODATA', 'FORMERR', 'SERVFAIL', 'NOTFOUND', 'NOTIMP', 'REFUSED', 'BADQUERY', 'BADNAME', 'BADFAMILY', 'BADRESP',
  'CONNREFUSED', 'TIMEOUT', 'EOF', 'FILE', 'NOMEM', 'DESTRUCTION', 'BADSTR', 'BADFLAGS', 'NONAME', 'BADHINTS',
  'NOTINITIALIZED', 'LOADIPHLPAPI', 'ADDRGETNETWORKPARAMS', 'CANCELLED',
];

exports.codes = Object.fromEntries(CODES.map((name) => [name, name === 'EOF' ? name : `E${name}`]));

exports.hints = { ADDRCONFIG: 32, ALL: 16, V4MAPPED: 8 };

// An error of a question to a name server.
exports.failure = function failure(code, syscall, hostname) {
  return require('internal/errors').dnsException(code, syscall, hostname);
};
