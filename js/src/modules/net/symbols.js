// Names of what a socket keeps for itself.
module.exports = {
  kTimeout: Symbol('timeout'),
  kConnected: Symbol('kConnected'),
  kFailed: Symbol('kFailed'),
  kClosed: Symbol('kClosed'),
  kTotals: Symbol('kTotals'),
  kNoDelay: Symbol('kNoDelay'),
  kKeepAlive: Symbol('kKeepAlive'),
  kKeepAliveSeconds: Symbol('kKeepAliveSeconds'),
  kTypeOfService: Symbol('kTypeOfService'),
  kOnRead: Symbol('kOnRead'),
  kAttempts: Symbol('kAttempts'),
};
