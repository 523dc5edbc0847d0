// Where the line and the cursor are on the screen.

const { Interface } = require('readline/interface');
const { getStringWidth } = require('internal/string_width');
const { charLengthAt, charLengthLeft } = require('readline/keys');
const { cursorTo, moveCursor, clearScreenDown } = require('readline/cursor');
const { stripVTControlCharacters } = require('internal/string_width');
const { kRefreshLine, kMoveCursor, kPrompt, kWriteToOutput } = require('readline/symbols');

// How far a text reaches: { cols, rows }.
function placeOf(iface, text) {
  const { columns } = iface;
  let offset = 0;
  let rows = 0;
  for (const character of stripVTControlCharacters(text)) {
    if (character === '\n') {
      rows += Math.ceil(offset / columns) || 1;
      offset = 0;
      continue;
    }
    if (character === '\t') {
      offset += iface.tabSize - (offset % iface.tabSize);
      continue;
    }
    const width = getStringWidth(character, false);
    if (width === 0 || width === 1) {
      offset += width;
    } else {
      // A wide one is not cut in two at the end of a row.
      if ((offset + 1) % columns === 0) offset++;
      offset += 2;
    }
  }
  const cols = offset % columns;
  return { cols: Number.isNaN(cols) ? offset : cols, rows: rows + (Number.isFinite(columns) ? (offset - cols) / columns : 0) };
}

Interface.prototype.getCursorPos = function getCursorPos() {
  return placeOf(this, `${this[kPrompt]}${this.line.slice(0, this.cursor)}`);
};

// Draws prompt and line anew.
Interface.prototype[kRefreshLine] = function () {
  const { output } = this;
  const line = `${this[kPrompt]}${this.line}`;
  const end = placeOf(this, line);
  const cursor = this.getCursorPos();
  if (this.prevRows > 0) moveCursor(output, 0, -this.prevRows);
  cursorTo(output, 0);
  clearScreenDown(output);
  this[kWriteToOutput](line);
  // The terminal goes to the next row only with a character.
  if (end.cols === 0) this[kWriteToOutput](' ');
  cursorTo(output, cursor.cols);
  if (end.rows > cursor.rows) moveCursor(output, 0, cursor.rows - end.rows);
  this.prevRows = cursor.rows;
};

// Moves the cursor by so many units of the line.
Interface.prototype[kMoveCursor] = function (distance) {
  if (distance === 0) return;
  const before = this.getCursorPos();
  this.cursor = Math.min(Math.max(this.cursor + distance, 0), this.line.length);
  const after = this.getCursorPos();
  if (before.rows === after.rows) moveCursor(this.output, after.cols - before.cols, 0);
  else this[kRefreshLine]();
};

module.exports = { charLengthAt, charLengthLeft };
