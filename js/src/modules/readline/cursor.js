// Moving the cursor of a terminal, and clearing parts of its screen, by control sequences (ECMA-48).

const { codes } = require('internal/errors');
const { validateFunction } = require('internal/validators');

const CSI = '\x1b[';

// So many steps, one way or the other.
function steps(count, back, forth) {
  if (count < 0) return `${CSI}${-count}${back}`;
  return count > 0 ? `${CSI}${count}${forth}` : '';
}

// The sequences themselves; '' for nothing to do.
const sequences = {
  to: (x, y) => (typeof y === 'number' ? `${CSI}${y + 1};${x + 1}H` : `${CSI}${x + 1}G`),
  move: (dx, dy) => steps(dx, 'D', 'C') + steps(dy, 'A', 'B'),
  clearLine: (direction) => `${CSI}${direction < 0 ? 1 : direction > 0 ? 0 : 2}K`,
  clearDown: `${CSI}0J`,
};

// Writes, unless there is nobody to write to, or nothing.
function write(stream, data, callback) {
  if (stream !== null && stream !== undefined && data !== '') return stream.write(data, callback);
  if (typeof callback === 'function') process.nextTick(callback, null);
  return true;
}

function check(callback) {
  if (callback !== undefined) validateFunction(callback, 'callback');
}

function checkNumbers(x, y) {
  if (Number.isNaN(x)) throw new codes.ERR_INVALID_ARG_VALUE('x', x);
  if (Number.isNaN(y)) throw new codes.ERR_INVALID_ARG_VALUE('y', y);
}

function cursorTo(stream, x, y, callback) {
  check(callback);
  if (typeof y === 'function') {
    callback = y;
    y = undefined;
  }
  checkNumbers(x, y);
  if (stream === null || stream === undefined || (typeof x !== 'number' && typeof y !== 'number')) {
    return write(null, '', callback);
  }
  if (typeof x !== 'number') throw new codes.ERR_INVALID_CURSOR_POS();
  return write(stream, sequences.to(x, y), callback);
}

function moveCursor(stream, dx, dy, callback) {
  check(callback);
  return write(stream, sequences.move(dx, dy), callback);
}

function clearLine(stream, direction, callback) {
  check(callback);
  return write(stream, sequences.clearLine(direction), callback);
}

function clearScreenDown(stream, callback) {
  check(callback);
  return write(stream, sequences.clearDown, callback);
}

module.exports = { sequences, cursorTo, moveCursor, clearLine, clearScreenDown };
