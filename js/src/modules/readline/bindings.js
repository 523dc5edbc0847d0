// Which key does what.

const { Interface } = require('readline/interface');
const { commands, insert, noteSearch } = require('readline/edit');
const {
  kHistoryDown, kHistoryUp, kLine, kPreviousKey, kQuestionReject, kRefreshLine, kSawReturnAt, kTabComplete, kTtyWrite,
  kWriteToOutput, kYanking,
} = require('readline/symbols');

const up = (iface) => iface[kHistoryUp]();
const down = (iface) => iface[kHistoryDown]();

// With the control key.
const CONTROL = {
  c: (iface) => signal(iface, 'SIGINT', () => abandon(iface, 'Aborted with Ctrl+C')),
  h: commands.deleteLeft,
  d(iface) {
    if (iface.cursor === 0 && iface.line.length === 0) abandon(iface, 'Aborted with Ctrl+D');
    else if (iface.cursor < iface.line.length) commands.deleteRight(iface);
  },
  u: commands.deleteLineLeft,
  k: commands.deleteLineRight,
  a: commands.home,
  e: commands.end,
  b: commands.left,
  f: commands.right,
  l: commands.clearScreen,
  n: down,
  p: up,
  y: commands.yank,
  z: suspend,
  w: commands.deleteWordLeft,
  backspace: commands.deleteWordLeft,
  delete: commands.deleteWordRight,
  left: commands.wordLeft,
  right: commands.wordRight,
};

// With control and shift.
const CONTROL_SHIFT = { backspace: commands.deleteLineLeft, delete: commands.deleteLineRight };

// With the meta (Alt) key, or after Escape.
const META = {
  b: commands.wordLeft,
  f: commands.wordRight,
  d: commands.deleteWordRight,
  delete: commands.deleteWordRight,
  backspace: commands.deleteWordLeft,
  y: commands.yankPop,
};

const PLAIN = {
  backspace: commands.deleteLeft,
  delete: commands.deleteRight,
  left: commands.left,
  right: commands.right,
  home: commands.home,
  end: commands.end,
  up,
  down,
};

// The user wants no more: who waits for an answer hears that.
function abandon(iface, why) {
  iface.close();
  iface[kQuestionReject]?.(new (require('internal/errors').AbortError)(why));
}

// Somebody listens to the signal, or the usual happens.
function signal(iface, name, usual) {
  if (iface.listenerCount(name) > 0) iface.emit(name);
  else usual();
}

// Ctrl-Z: this process stops, and draws its line anew when it goes on.
function suspend(iface) {
  signal(iface, 'SIGTSTP', () => {
    process.once('SIGCONT', () => {
      if (iface.paused) return;
      iface.pause();
      iface.emit('SIGCONT');
      iface._setRawMode(true);
      iface[kRefreshLine]();
    });
    iface._setRawMode(false);
    process.kill(process.pid, 'SIGTSTP');
  });
}

Interface.prototype[kTtyWrite] = function (text, key) {
  const previous = this[kPreviousKey];
  key ??= {};
  this[kPreviousKey] = key;
  if (process.env.TERM === 'dumb') return plainTerminal(this, text, key);
  const { name, ctrl, meta, shift } = key;
  // A series of yanks ends with any other key.
  if (!(name === 'y' && (ctrl || meta))) this[kYanking] = false;
  noteSearch(this, key);
  if (key.sequence === '\x1f') return commands.undo(this);
  if (key.sequence === '\x1e') return commands.redo(this);
  // A lone Escape.
  if (name === 'escape') return;
  if (ctrl && shift && CONTROL_SHIFT[name]) return CONTROL_SHIFT[name](this);
  if (ctrl) return CONTROL[name]?.(this);
  if (meta) return META[name]?.(this);
  type(this, text, key, previous);
};

// Keys without modifiers.
function type(iface, text, { name, sequence }, previous) {
  if (iface[kSawReturnAt] && name !== 'enter') iface[kSawReturnAt] = 0;
  if (name === 'return') {
    iface[kSawReturnAt] = Date.now();
    iface[kLine]();
  } else if (name === 'enter') {
    // That of a carriage return has entered the line already.
    if (iface[kSawReturnAt] === 0 || Date.now() - iface[kSawReturnAt] > iface.crlfDelay) iface[kLine]();
    iface[kSawReturnAt] = 0;
  } else if (name === 'tab' && typeof iface.completer === 'function' && iface.isCompletionEnabled) {
    iface[kTabComplete](previous?.name === 'tab');
  } else if (PLAIN[name] !== undefined) {
    PLAIN[name](iface);
  } else if (typeof text === 'string' && text !== '') {
    insert(iface, text);
  } else if (text !== undefined && text !== null && typeof text !== 'string') {
    insert(iface, `${text}`);
  }
}

// A terminal that cannot move its cursor: what is typed is shown, and that is all.
function plainTerminal(iface, text, key) {
  if (key.ctrl && key.name === 'c') return CONTROL.c(iface);
  if (key.ctrl && key.name === 'd') return abandon(iface, 'Aborted with Ctrl+D');
  if (key.name === 'return' || key.name === 'enter') return type(iface, text, key);
  if (typeof text === 'string' && text !== '') {
    iface.line += text;
    iface.cursor += text.length;
    iface[kWriteToOutput](text);
  }
}
