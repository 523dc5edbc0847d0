// console.time: stop watches by label.

exports.start = function start(times, label) {
  label = `${label}`;
  if (times.has(label)) process.emitWarning(`Label '${label}' already exists for console.time()`);
  else times.set(label, process.hrtime());
};

// The time that has passed, as text; undefined, with a warning, if nobody started the watch.
exports.read = function read(times, caller, label) {
  const start = times.get(`${label}`);
  if (start === undefined) {
    process.emitWarning(`No such label '${label}' for ${caller}`);
    return undefined;
  }
  const { 0: seconds, 1: nanoseconds } = process.hrtime(start);
  return exports.formatTime(seconds * 1000 + nanoseconds / 1e6);
};

// '1.5ms', '2.000s', '1:02.003 (m:ss.mmm)', '1:00:00.000 (h:mm:ss.mmm)'
exports.formatTime = function formatTime(milliseconds) {
  if (milliseconds < 1000) return `${Number(milliseconds.toFixed(3))}ms`;
  const seconds = ((milliseconds % 60_000) / 1000).toFixed(3);
  if (milliseconds < 60_000) return `${(milliseconds / 1000).toFixed(3)}s`;
  const hours = Math.floor(milliseconds / 3_600_000);
  const minutes = Math.floor((milliseconds % 3_600_000) / 60_000);
  const clock = (hours === 0 ? `${minutes}` : `${hours}:${String(minutes).padStart(2, '0')}`);
  return `${clock}:${seconds.padStart(6, '0')} (${hours === 0 ? '' : 'h:m'}m:ss.mmm)`;
};
