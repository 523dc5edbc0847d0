// Colours for the differences, if standard error shows any, and the short forms for values of one line.

const { shouldColorize } = require('internal/color_depth');
const lists = require('internal/diff');

exports.painter = function painter() {
  const hasColors = shouldColorize(process.stderr);
  const color = (code) => (text) => (hasColors ? `\u001b[${code}m${text}\u001b[39m` : text);
  const gray = color(90);
  return {
    hasColors,
    green: color(32),
    red: color(31),
    blue: color(34),
    white: (text) => (hasColors ? `\u001b[39m${text}` : text),
    partialLegend: `${hasColors ? gray('actual') : '+ actual'} ${color(31)('- expected')}`,
    // What may be there beyond the expected is no fault.
    extra: (line) => (hasColors ? gray(`  ${line}`) : `+ ${line}`),
  };
};

// Together so short that both fit on one line.
const maxShortLength = 12;

exports.compareLines = function compareLines(actual, left, expected, right, paint) {
  const bothStrings = typeof actual === 'string' && typeof expected === 'string';
  const quotes = (typeof actual === 'string' ? 2 : 0) + (typeof expected === 'string' ? 2 : 0);
  const bothZero = actual === 0 && expected === 0;
  if (left.length + right.length - quotes <= maxShortLength && !bothZero) {
    return { body: { text: `${left} !== ${right}` }, legend: '' };
  }
  if (bothStrings && paint.hasColors) return compareCharacters(left, right, paint);
  const arrow = bothStrings ? pointer(left, right) : '';
  return { body: { text: `\n${paint.green('+')} ${left}\n${paint.red('-')} ${right}${arrow}` } };
};

// An arrow below the first character that differs, unless that is seen at once.
function pointer(left, right) {
  const columns = process.stderr.isTTY ? process.stderr.columns : 80;
  if (left.length + right.length > columns) return '';
  let index = 0;
  while (index < left.length && left[index] === right[index]) index++;
  return index >= 3 && index < left.length ? `\n${' '.repeat(index + 2)}^` : '';
}

function compareCharacters(left, right, paint) {
  const text = lists.diff(left.split(''), right.split('')).map(({ 0: operation, 1: character }) => {
    if (operation === lists.inBoth) return paint.white(character) + paint.white('');
    return operation === lists.onlyActual ? paint.green(character) : paint.red(character);
  });
  return { body: { text: `\n${text.join('')}` }, legend: `${paint.green('actual')} ${paint.red('expected')}` };
}
