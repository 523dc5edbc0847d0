// error.stack as programs read it: header, then frames with file:line:column.
const path = require('path');
function first() {
  return second();
}
function second() {
  return new Error('the message');
}
const error = first();
const frames = error.stack.split('\n');
console.log(frames[0]);
for (const frame of frames.slice(1, 4)) {
  const [, name, file, line] = /^ {4}at (\S+) \((.*):(\d+):\d+\)$/.exec(frame);
  console.log(name, path.basename(file), line);
}
class OwnError extends Error {
  get name() { return 'OwnError'; }
}
console.log(new OwnError('own').stack.split('\n')[0], '|', String(new OwnError('own')));
const holder = {};
Error.captureStackTrace(holder);
console.log(typeof holder.stack, holder.stack.split('\n').length > 1);
