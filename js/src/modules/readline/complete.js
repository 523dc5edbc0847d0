// The tabulator: what the program's completer offers.

const { Interface } = require('readline/interface');
const { kTabComplete, kCallCompleter, kInsertString, kRefreshLine, kWriteToOutput } = require('readline/symbols');

Interface.prototype[kTabComplete] = function (again) {
  this.pause();
  const text = this.line.slice(0, this.cursor);
  this[kCallCompleter](text, (error, found) => {
    if (this.closed) return;
    this.resume();
    if (error) {
      const { inspect } = require('internal/inspect');
      return this[kWriteToOutput](`Tab completion error: ${inspect(error)}`);
    }
    offer(this, again, found);
  });
};

// Fills in what all completions have in common; a second time in a row, lists them.
function offer(iface, again, [completions, typed]) {
  if (!completions || completions.length === 0) return;
  const common = commonPrefix(completions.filter((completion) => completion !== ''));
  if (common.startsWith(typed) && common.length > typed.length) return iface[kInsertString](common.slice(typed.length));
  if (!typed.startsWith(common)) {
    const start = iface.cursor - typed.length;
    iface.line = iface.line.slice(0, start) + common + iface.line.slice(iface.cursor);
    iface.cursor = start + common.length;
    return iface[kRefreshLine]();
  }
  if (!again) return;
  iface[kWriteToOutput](table(completions, iface.columns));
  iface[kRefreshLine]();
}

// The completions in columns; an empty one begins a new group.
function table(completions, columns) {
  const { getStringWidth } = require('internal/string_width');
  const widths = completions.map((completion) => getStringWidth(completion));
  const width = Math.max(...widths) + 2;
  const perLine = Number.isFinite(columns) ? Math.floor(columns / width) || 1 : 1;
  let text = '\r\n';
  let inLine = 0;
  let gap = 0;
  completions.forEach((completion, index) => {
    if (completion === '' || inLine === perLine) {
      text += '\r\n';
      inLine = 0;
      gap = 0;
    } else {
      text += ' '.repeat(gap);
    }
    if (completion === '') {
      text += '\r\n';
    } else {
      text += completion;
      gap = width - widths[index];
      inLine++;
    }
  });
  return inLine === 0 ? text : `${text}\r\n\r\n`;
}

function commonPrefix(strings) {
  if (strings.length === 0) return '';
  const [first] = strings;
  let length = first.length;
  for (const text of strings) {
    while (!text.startsWith(first.slice(0, length))) length--;
  }
  return first.slice(0, length);
}
