// What a stream that writes to a terminal can do with its screen.

exports.screen = {
  isTTY: true,

  getWindowSize() {
    return [this.columns, this.rows];
  },

  getColorDepth(env) {
    return require('internal/color_depth').getColorDepth(env);
  },

  // hasColors([count][, env])
  hasColors(count, env) {
    if (env === undefined && (count === undefined || (typeof count === 'object' && count !== null))) {
      env = count;
      count = 16;
    } else {
      require('internal/validators').validateInteger(count, 'count', 2);
    }
    return count <= 2 ** this.getColorDepth(env);
  },

  // By way of the module, whose functions programs may replace.
  cursorTo(x, y, callback) {
    return require('readline').cursorTo(this, x, y, callback);
  },

  moveCursor(dx, dy, callback) {
    return require('readline').moveCursor(this, dx, dy, callback);
  },

  clearLine(direction, callback) {
    return require('readline').clearLine(this, direction, callback);
  },

  clearScreenDown(callback) {
    return require('readline').clearScreenDown(this, callback);
  },
};

// Notes the size; true if it is another than before.
exports.noteSize = function noteSize(stream, columns, rows) {
  const changed = stream.columns !== columns || stream.rows !== rows;
  stream.columns = columns;
  stream.rows = rows;
  return changed;
};
