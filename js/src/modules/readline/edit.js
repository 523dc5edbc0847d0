// Editing a line on a terminal, in the manner of Emacs.

const { Interface, LINE_END } = require('readline/interface');
const { charLengthAt, charLengthLeft } = require('readline/display');
require('readline/history');
require('readline/complete');
const { cursorTo, clearScreenDown } = require('readline/cursor');
const {
  kAddHistory, kInsertString, kKillRing, kKillRingCursor, kLine, kMoveCursor, kOnLine, kRedoStack, kRefreshLine, kSubstringSearch,
  kUndoStack, kWriteToOutput, kYanking,
} = require('readline/symbols');

const MOST_KILLS = 32;
const MOST_UNDOS = 2048;

// What is to be undone later.
function remember(iface) {
  iface[kUndoStack].push({ text: iface.line, cursor: iface.cursor });
  if (iface[kUndoStack].length > MOST_UNDOS) iface[kUndoStack].shift();
  iface[kRedoStack] = [];
}

Interface.prototype[kInsertString] = function (text) {
  remember(this);
  if (this.cursor < this.line.length) {
    this.line = this.line.slice(0, this.cursor) + text + this.line.slice(this.cursor);
    this.cursor += text.length;
    this[kRefreshLine]();
    return;
  }
  const before = this.getCursorPos();
  this.line += text;
  this.cursor += text.length;
  if (before.rows < this.getCursorPos().rows) this[kRefreshLine]();
  else this[kWriteToOutput](text);
};

// The line is entered.
Interface.prototype[kLine] = function () {
  const line = this[kAddHistory]();
  this[kUndoStack] = [];
  this[kRedoStack] = [];
  this.clearLine();
  this[kOnLine](line);
};

// ---- taking away

// Takes the text between two places out of the line.
function remove(iface, start, end, keep) {
  if (start === end && !keep) return;
  remember(iface);
  const text = iface.line.slice(start, end);
  iface.line = iface.line.slice(0, start) + iface.line.slice(end);
  iface.cursor = start;
  if (keep) kill(iface, text);
  iface[kRefreshLine]();
}

// What was taken away can be put in again (yank).
function kill(iface, text) {
  if (!text || text === iface[kKillRing][0]) return;
  iface[kKillRing].unshift(text);
  iface[kKillRingCursor] = 0;
  if (iface[kKillRing].length > MOST_KILLS) iface[kKillRing].pop();
}

// How long the word before the cursor is, and the one behind it.
function wordLeft({ line, cursor }) {
  const reversed = [...line.slice(0, cursor)].reverse().join('');
  return /^\s*(?:[^\w\s]+|\w+)?/.exec(reversed)[0].length;
}
function wordRight({ line, cursor }, pattern) {
  return pattern.exec(line.slice(cursor))?.[0].length ?? 0;
}
const WORD_TO_SKIP = /^(?:\s+|[^\w\s]+|\w+)\s*/;
const WORD_TO_DELETE = /^(?:\s+|\W+|\w+)\s*/;

const commands = {
  left: (iface) => iface[kMoveCursor](-charLengthLeft(iface.line, iface.cursor)),
  right: (iface) => iface[kMoveCursor](charLengthAt(iface.line, iface.cursor)),
  home: (iface) => iface[kMoveCursor](-Infinity),
  end: (iface) => iface[kMoveCursor](+Infinity),
  wordLeft: (iface) => { if (iface.cursor > 0) iface[kMoveCursor](-wordLeft(iface)); },
  wordRight: (iface) => { if (iface.cursor < iface.line.length) iface[kMoveCursor](wordRight(iface, WORD_TO_SKIP)); },
  deleteLeft: (iface) => remove(iface, iface.cursor - charLengthLeft(iface.line, iface.cursor), iface.cursor, false),
  deleteRight(iface) {
    if (iface.cursor === iface.line.length) return;
    remove(iface, iface.cursor, iface.cursor + charLengthAt(iface.line, iface.cursor), false);
  },
  deleteWordLeft: (iface) => remove(iface, iface.cursor - wordLeft(iface), iface.cursor, false),
  deleteWordRight: (iface) => remove(iface, iface.cursor, iface.cursor + wordRight(iface, WORD_TO_DELETE), false),
  deleteLineLeft: (iface) => remove(iface, 0, iface.cursor, true),
  deleteLineRight: (iface) => remove(iface, iface.cursor, iface.line.length, true),
  clearScreen(iface) {
    cursorTo(iface.output, 0, 0);
    clearScreenDown(iface.output);
    iface[kRefreshLine]();
  },
  yank(iface) {
    if (iface[kKillRing].length === 0) return;
    iface[kYanking] = true;
    iface[kInsertString](iface[kKillRing][iface[kKillRingCursor]]);
  },
  // Instead of what was just put in, what was taken away before that.
  yankPop(iface) {
    if (!iface[kYanking] || iface[kKillRing].length < 2) return;
    const last = iface[kKillRing][iface[kKillRingCursor]];
    iface[kKillRingCursor] = (iface[kKillRingCursor] + 1) % iface[kKillRing].length;
    const start = iface.cursor - last.length;
    const next = iface[kKillRing][iface[kKillRingCursor]];
    iface.line = iface.line.slice(0, start) + next + iface.line.slice(iface.cursor);
    iface.cursor = start + next.length;
    iface[kRefreshLine]();
  },
  undo: (iface) => exchange(iface, kUndoStack, kRedoStack),
  redo: (iface) => exchange(iface, kRedoStack, kUndoStack),
};

function exchange(iface, from, to) {
  if (iface[from].length === 0) return;
  iface[to].push({ text: iface.line, cursor: iface.cursor });
  const { text, cursor } = iface[from].pop();
  iface.line = text;
  iface.cursor = cursor;
  iface[kRefreshLine]();
}

// Text that was typed or pasted: each end of a line enters it.
function insert(iface, text) {
  text.split(new RegExp(LINE_END.source)).forEach((part, index) => {
    if (index > 0) iface[kLine]();
    if (part !== '') iface[kInsertString](part);
  });
}

// What was typed before the arrows are used is what they search for.
function noteSearch(iface, key) {
  if ((key.name === 'up' || key.name === 'down') && !key.ctrl && !key.meta && !key.shift) {
    iface[kSubstringSearch] ??= iface.line.slice(0, iface.cursor);
  } else if (iface[kSubstringSearch] !== null) {
    iface[kSubstringSearch] = null;
    // One had gone past the oldest.
    if (iface.historyIndex === iface.history.length) iface.historyIndex = -1;
  }
}

module.exports = { commands, insert, noteSearch };
require('readline/bindings');
