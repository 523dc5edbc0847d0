// From the entries of one object to its text: on one line if they fit, in columns for long lists, else one
// entry per line.

// Between two entries stand a comma and a space.
const separatorSpace = 2;

const visibleLength = (text, colors) => (colors ? text.replace(/\u001b\[\d\d?m/g, '').length : text.length);

// `shape` has base, open, close, isList; `value` is given when number columns should be aligned to the right.
exports.joinEntries = function joinEntries(ctx, output, shape, depth, value) {
  if (ctx.compact === true) return joinCompact(ctx, output, shape);
  const { base, open, close } = shape;
  const head = base === '' ? open : `${base} ${open}`;
  if (ctx.compact >= 1) {
    const entries = output.length;
    if (shape.isList && entries > 6) output = groupInColumns(ctx, output, value);
    // The innermost levels, `compact` of them, may share a line, unless they were already grouped.
    if (ctx.currentDepth - depth < ctx.compact && entries === output.length) {
      const start = output.length + ctx.indentationLvl + open.length + base.length + 10;
      if (fitsOneLine(ctx, output, start, base)) {
        const joined = output.join(', ');
        if (!joined.includes('\n')) return `${head} ${joined} ${close}`;
      }
    }
  }
  const indentation = `\n${' '.repeat(ctx.indentationLvl)}`;
  return `${head}${indentation}  ${output.join(`,${indentation}  `)}${indentation}${close}`;
};

// compact: true, the style of old: the first entry stands beside the brace.
function joinCompact(ctx, output, { base, open, close }) {
  if (fitsOneLine(ctx, output, 0, base)) {
    return `${open}${base === '' ? '' : ` ${base}`} ${output.join(', ')} ${close}`;
  }
  const indentation = ' '.repeat(ctx.indentationLvl);
  // Behind a long opening such as 'Set {' the entries would not line up.
  const gap = base === '' && open.length === 1 ? ' ' : `${base === '' ? '' : ` ${base}`}\n${indentation}  `;
  return `${open}${gap}${output.join(`,\n${indentation}  `)} ${close}`;
}

function fitsOneLine(ctx, output, start, base) {
  if (base !== '' && base.includes('\n')) return false;
  if (ctx.breakLength === Infinity) return !output.some((entry) => entry.includes('\n'));
  let total = output.length + start;
  if (total + output.length > ctx.breakLength) return false;
  for (const entry of output) {
    total += visibleLength(entry, ctx.colors);
    if (total > ctx.breakLength) return false;
  }
  return true;
}

// Puts the entries of a long list into columns. The result has one string per line; the list stays as it is
// if its entries are too long or too uneven.
function groupInColumns(ctx, output, value) {
  // '... n more items' stays on a line of its own.
  const hasRest = ctx.maxArrayLength < output.length;
  const length = hasRest ? output.length - 1 : output.length;
  const { getStringWidth } = require('internal/string_width');
  const widths = new Array(length);
  let total = 0;
  let longest = 0;
  for (let i = 0; i < length; i++) {
    widths[i] = getStringWidth(output[i], ctx.colors);
    total += widths[i] + separatorSpace;
    longest = Math.max(longest, widths[i]);
  }
  const columns = countColumns(ctx, output.length, length, total, longest);
  if (columns <= 1) return output;

  const columnWidths = [];
  for (let column = 0; column < columns; column++) {
    let widest = 0;
    for (let i = column; i < length; i += columns) widest = Math.max(widest, widths[i]);
    columnWidths.push(widest + separatorSpace);
  }
  const alignRight = value !== undefined && isAllNumbers(value, output.length);
  const lines = [];
  for (let start = 0; start < length; start += columns) {
    const end = Math.min(start + columns, length);
    let line = '';
    for (let i = start; i < end; i++) {
      const last = i === end - 1;
      const cell = last ? output[i] : `${output[i]}, `;
      // Colours take no room on the screen.
      const invisible = output[i].length - widths[i];
      const width = columnWidths[i - start] + invisible - (last ? separatorSpace : 0);
      if (alignRight) line += cell.padStart(width, ' ');
      else line += last ? cell : cell.padEnd(width, ' ');
    }
    lines.push(line);
  }
  if (hasRest) lines.push(output[length]);
  return lines;
}

// The number of columns that make the whole list look like a square, within the width of the page.
function countColumns(ctx, entries, length, total, longest) {
  const width = longest + separatorSpace;
  const fitsThrice = width * 3 + ctx.indentationLvl < ctx.breakLength;
  // One entry much longer than the others would tear holes everywhere.
  const isEven = total / width > 5 || longest <= 6;
  if (!fitsThrice || !isEven) return 1;
  // A character is about two and a half times as high as wide; short entries get some more columns.
  const heightOfCharacter = 2.5;
  const bias = Math.sqrt(width - total / entries);
  const biasedWidth = Math.max(width - 3 - bias, 1);
  return Math.min(
    Math.round(Math.sqrt(heightOfCharacter * biasedWidth * length) / biasedWidth),
    Math.floor((ctx.breakLength - ctx.indentationLvl) / width),
    ctx.compact * 4,
    15,
  );
}

function isAllNumbers(value, length) {
  for (let i = 0; i < length; i++) {
    if (typeof value[i] !== 'number' && typeof value[i] !== 'bigint') return false;
  }
  return true;
}
