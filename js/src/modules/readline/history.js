// The lines that were entered, the newest first, and the way through them with the arrow keys.

const { Interface } = require('readline/interface');
const { kAddHistory, kHistoryUp, kHistoryDown, kSubstringSearch, kRefreshLine } = require('readline/symbols');

// Takes the present line in, and gives it back.
Interface.prototype[kAddHistory] = function () {
  const { line, history } = this;
  if (line.length === 0) return '';
  if (this.historySize === 0 || line.trim().length === 0) return line;
  if (history.length === 0 || history[0] !== line) {
    if (this.removeHistoryDuplicates) {
      const earlier = history.indexOf(line);
      if (earlier !== -1) history.splice(earlier, 1);
    }
    history.unshift(line);
    if (history.length > this.historySize) history.pop();
  }
  this.historyIndex = -1;
  const [entered] = history;
  // Listeners may change what is kept, for instance leave a password out.
  this.emit('history', history);
  return entered;
};

// Those lines only that begin as what was typed before the first arrow.
function search(iface, from, step) {
  const { history, line } = iface;
  const wanted = iface[kSubstringSearch] ?? '';
  let index = from;
  while (index >= 0 && index < history.length && (!history[index].startsWith(wanted) || history[index] === line)) index += step;
  iface.line = history[index] ?? wanted;
  iface.historyIndex = index;
  iface.cursor = iface.line.length;
  iface[kRefreshLine]();
}

Interface.prototype[kHistoryUp] = function () {
  if (this.historyIndex < this.history.length && this.history.length > 0) search(this, this.historyIndex + 1, 1);
};

Interface.prototype[kHistoryDown] = function () {
  if (this.historyIndex >= 0) search(this, this.historyIndex - 1, -1);
};
