// Addresses and the many shapes of arguments.

const { ipVersion } = require('net/native');

function isIP(input) {
  return typeof input === 'string' || typeof input === 'object' && input !== null ? ipVersion(`${input}`) : 0;
}

function isIPv4(input) {
  return isIP(input) === 4;
}

function isIPv6(input) {
  return isIP(input) === 6;
}

// Number, or a string that is one and no negative number.
function toPort(value) {
  return typeof value === 'number' || typeof value === 'string' ? value : NaN;
}

// What is no number is a path.
function isPipeName(value) {
  return typeof value === 'string' && !(Number(value) >= 0);
}

// (options[, callback]), (port[, host][, …][, callback]), (path[, callback]) → [options, callback or null].
function normalizeArgs(args) {
  if (args.length === 0) return [{}, null];
  const first = args[0];
  let options = {};
  if (typeof first === 'object' && first !== null) {
    options = first;
  } else if (isPipeName(first)) {
    options.path = first;
  } else {
    options.port = first;
    if (args.length > 1 && typeof args[1] === 'string') options.host = args[1];
  }
  const last = args[args.length - 1];
  return [options, typeof last === 'function' ? last : null];
}

module.exports = { isIP, isIPv4, isIPv6, toPort, normalizeArgs };
