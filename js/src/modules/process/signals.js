// Signals as events of `process`, and sending them.

const { signals } = require('internal/signals');
const facts = require('process/native');

const watched = new Set();

// A listener is about to be added: the first one of a signal has it watched. That keeps no program alive.
exports.listened = function listened(name) {
  const number = signals[name];
  if (number === undefined || watched.has(name)) return;
  const status = facts.signalStart(number, () => process.emit(name, name, number));
  if (status < 0) throw require('internal/errors').errnoException(status, 'uv_signal_start');
  watched.add(name);
};

// A listener was removed: after the last one, the system deals with the signal again.
exports.unlistened = function unlistened(name) {
  if (watched.has(name) && process.listenerCount(name) === 0) {
    watched.delete(name);
    facts.signalStop(signals[name]);
  }
};

exports.kill = function kill(pid, signal) {
  const { codes, errnoException } = require('internal/errors');
  // Text that reads as a whole number will do.
  if (pid != (pid | 0)) throw new codes.ERR_INVALID_ARG_TYPE('pid', 'number', pid);
  let number = signal;
  if (typeof signal !== 'number') {
    number = signals[signal || 'SIGTERM'];
    if (number === undefined) throw new codes.ERR_UNKNOWN_SIGNAL(signal);
  }
  const status = facts.kill(pid | 0, number | 0);
  if (status < 0) throw errnoException(status, 'kill');
  return true;
};
