// In which order the addresses of a name are given out.

const ORDERS = ['verbatim', 'ipv4first', 'ipv6first'];

let order = 'verbatim';

exports.ORDERS = ORDERS;
exports.getDefaultResultOrder = function getDefaultResultOrder() {
  return order;
};
exports.setDefaultResultOrder = function setDefaultResultOrder(value) {
  require('internal/validators').validateOneOf(value, 'dnsOrder', ORDERS);
  order = value;
};

// Those of one family before the others; otherwise they stay as they are.
exports.sorted = function sorted(addresses, wanted) {
  if (wanted === 'verbatim') return addresses;
  const first = wanted === 'ipv4first' ? 4 : 6;
  return [...addresses.filter(({ family }) => family === first), ...addresses.filter(({ family }) => family !== first)];
};
