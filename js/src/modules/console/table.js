// console.table: rows of objects as a table of lines.

const view = require('internal/engine_view');
const { inspect } = require('internal/inspect');
const { getStringWidth } = require('internal/string_width');

exports.table = function table(data, properties, inspectOptions) {
  const show = (value) => inspect(value, { ...cellOptions(value), ...inspectOptions });
  const kind = view.className(data);
  if (kind === 'Map') return entriesTable([...Map.prototype.entries.call(data)], show);
  if (kind === 'Set') return valuesTable([...Set.prototype.values.call(data)], show);
  if (kind === 'Map Iterator' || kind === 'Set Iterator') return iteratorTable(data, kind, show);
  return rowsTable(data, properties, show);
};

// Large objects in a cell are only named.
function cellOptions(value) {
  const isLarge = value !== null && typeof value === 'object' && !Array.isArray(value) &&
    !(ArrayBuffer.isView(value) && !(value instanceof DataView)) && Object.keys(value).length > 2;
  return { depth: isLarge ? -1 : 0, maxArrayLength: 3, breakLength: Infinity };
}

const iterationKey = '(iteration index)';
const numbers = (length, show) => Array.from({ length }, (_, index) => show(index));

function entriesTable(entries, show) {
  const keys = entries.map((entry) => show(entry[0]));
  const values = entries.map((entry) => show(entry[1]));
  return draw([iterationKey, 'Key', 'Values'], [numbers(entries.length, show), keys, values]);
}

function valuesTable(values, show) {
  return draw([iterationKey, 'Values'], [numbers(values.length, show), values.map(show)]);
}

function iteratorTable(iterator, kind, show) {
  const told = view.previewEntries(iterator);
  if (told === undefined) return show(iterator);
  const { 0: list, 1: isKeyValue } = told;
  if (!isKeyValue || kind === 'Set Iterator') return valuesTable(list, show);
  const entries = [];
  for (let i = 0; i < list.length; i += 2) entries.push([list[i], list[i + 1]]);
  return entriesTable(entries, show);
}

const isPrimitive = (value) => value === null || (typeof value !== 'object' && typeof value !== 'function');

// One row for each property of `data`, one column for each property of the rows.
function rowsTable(data, properties, show) {
  const index = Object.keys(data);
  const columns = { __proto__: null };
  const values = [];
  index.forEach((key, row) => {
    const item = data[key];
    if (isPrimitive(item) && properties === undefined) {
      values[row] = show(item);
      return;
    }
    for (const name of properties ?? Object.keys(item)) {
      columns[name] ??= [];
      columns[name][row] = !isPrimitive(item) && Object.hasOwn(item, name) ? show(item[name]) : '';
    }
  });
  const heads = ['(index)', ...Object.keys(columns)];
  const cells = [index, ...Object.values(columns)];
  if (values.length > 0) {
    heads.push('Values');
    cells.push(values);
  }
  return draw(heads, cells);
}

// `columns` holds one list of cells for each head; cells may be missing.
function draw(heads, columns) {
  const length = Math.max(...columns.map((column) => column.length));
  const widths = heads.map((head, i) => {
    let width = getStringWidth(head);
    for (let row = 0; row < length; row++) width = Math.max(width, getStringWidth(columns[i][row] ?? ''));
    return width;
  });
  const rule = (left, middle, right) => left + widths.map((width) => '─'.repeat(width + 2)).join(middle) + right;
  const line = (cells) => {
    const padded = cells.map((cell, i) => cell + ' '.repeat(widths[i] - getStringWidth(cell)));
    return `│ ${padded.join(' │ ')} │`;
  };
  const lines = [rule('┌', '┬', '┐'), line(heads), rule('├', '┼', '┤')];
  for (let row = 0; row < length; row++) lines.push(line(columns.map((column) => column[row] ?? '')));
  lines.push(rule('└', '┴', '┘'));
  return lines.join('\n');
}
