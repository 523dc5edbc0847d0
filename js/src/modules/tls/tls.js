// tls: loads, because many clients load it before they know whether they will need it; and says so when they do.

require('internal/absent')(exports, 'tls', [
  'checkServerIdentity', 'connect', 'convertALPNProtocols', 'createSecureContext', 'createSecurePair', 'createServer',
  'SecureContext', 'Server', 'TLSSocket',
]);

// No cipher and no certificate is known here.
exports.getCiphers = function getCiphers() { return []; };
exports.rootCertificates = Object.freeze([]);
