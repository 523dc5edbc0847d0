// Signals by name, with the platform's numbers: `signals.SIGINT` → 2.

const linux = 'HUP INT QUIT ILL TRAP ABRT BUS FPE KILL USR1 SEGV USR2 PIPE ALRM TERM STKFLT CHLD CONT STOP TSTP ' +
  'TTIN TTOU URG XCPU XFSZ VTALRM PROF WINCH IO PWR SYS';
const bsd = 'HUP INT QUIT ILL TRAP ABRT EMT FPE KILL BUS SEGV SYS PIPE ALRM TERM URG STOP TSTP CONT CHLD TTIN TTOU ' +
  'IO XCPU XFSZ VTALRM PROF WINCH INFO USR1 USR2';
// A second name for the same number.
const aliases = { __proto__: null, ABRT: 'SIGIOT', IO: 'SIGPOLL' };

const signals = { __proto__: null };
(process.platform === 'linux' ? linux : bsd).split(' ').forEach((name, index) => {
  if (name === 'STKFLT') signals.SIGCHLD = index + 2; // listed in this order
  signals[`SIG${name}`] = index + 1;
  const alias = aliases[name];
  if (alias !== undefined && (process.platform === 'linux' || alias === 'SIGIOT')) signals[alias] = index + 1;
});

exports.signals = Object.freeze(signals);

// 2 → 'SIGINT'; the first name of a number counts.
exports.signalName = function signalName(number) {
  return Object.keys(signals).find((name) => signals[name] === number);
};
