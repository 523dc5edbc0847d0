// Colours by name (inspect.colors: name → [switch on, switch off]) and what is printed in which
// (inspect.styles). Users may change both.

const foreground = 39;
const background = 49;

const colors = {
  __proto__: null,
  reset: [0, 0],
  bold: [1, 22],
  dim: [2, 22],
  italic: [3, 23],
  underline: [4, 24],
  blink: [5, 25],
  inverse: [7, 27],
  hidden: [8, 28],
  strikethrough: [9, 29],
  doubleunderline: [21, 24],
};
const hues = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'];
const brightHues = ['gray', ...hues.slice(1).map((hue) => `${hue}Bright`)];
const onBackground = (name) => `bg${name[0].toUpperCase()}${name.slice(1)}`;
hues.forEach((hue, i) => { colors[hue] = [30 + i, foreground]; });
hues.forEach((hue, i) => { colors[onBackground(hue)] = [40 + i, background]; });
colors.framed = [51, 54];
colors.overlined = [53, 55];
brightHues.forEach((hue, i) => { colors[hue] = [90 + i, foreground]; });
brightHues.forEach((hue, i) => { colors[onBackground(hue)] = [100 + i, background]; });

const aliases = {
  grey: 'gray', blackBright: 'gray', bgGrey: 'bgGray', bgBlackBright: 'bgGray', faint: 'dim',
  crossedout: 'strikethrough', strikeThrough: 'strikethrough', crossedOut: 'strikethrough', conceal: 'hidden',
  swapColors: 'inverse', swapcolors: 'inverse', doubleUnderline: 'doubleunderline',
};
for (const [alias, name] of Object.entries(aliases)) {
  Object.defineProperty(colors, alias, {
    get() { return this[name]; },
    set(value) { this[name] = value; },
    configurable: true,
  });
}

function regexp(text) {
  return require('internal/inspect/regexp').highlight(text, exports.colors, regexp.colors);
}
regexp.colors = ['green', 'red', 'yellow', 'cyan', 'magenta'];

const styles = {
  __proto__: null,
  special: 'cyan',
  number: 'yellow',
  bigint: 'yellow',
  boolean: 'yellow',
  undefined: 'grey',
  null: 'bold',
  string: 'green',
  symbol: 'green',
  date: 'magenta',
  regexp,
  module: 'underline',
};

exports.colors = colors;
exports.styles = styles;

exports.stylizeWithColor = function stylizeWithColor(text, styleName) {
  const style = exports.styles[styleName];
  if (style === undefined) return text;
  const color = exports.colors[style];
  if (color !== undefined) return `\u001b[${color[0]}m${text}\u001b[${color[1]}m`;
  return typeof style === 'function' ? style(text) : text;
};
