// Where a socket keeps its state, and the words for how far it is.
module.exports = {
  kState: Symbol('state symbol'),
  UNBOUND: 0,
  BINDING: 1,
  BOUND: 2,
  DISCONNECTED: 0,
  CONNECTING: 1,
  CONNECTED: 2,
};
