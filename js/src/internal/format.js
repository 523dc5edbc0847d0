// util.format. Most of what programs print is strings and numbers, so inspect is loaded only for the rest.

const inspect = (value, options) => require('internal/inspect').inspect(value, options);

exports.format = function format(...args) {
  return formatArguments(undefined, args);
};

exports.formatWithOptions = function formatWithOptions(inspectOptions, ...args) {
  const { validateObject, kValidateObjectAllowArray } = require('internal/validators');
  validateObject(inspectOptions, 'inspectOptions', kValidateObjectAllowArray);
  return formatArguments(inspectOptions, args);
};

exports.formatArguments = formatArguments;

function formatArguments(options, args) {
  const first = args[0];
  if (args.length === 1) return typeof first === 'string' ? first : show(first, options);
  if (typeof first !== 'string' || !first.includes('%')) return joinArguments('', args, 0, options);

  let text = '';
  let last = 0;
  let used = 1;
  for (let i = first.indexOf('%'); i !== -1 && i < first.length - 1; i = first.indexOf('%', i)) {
    const letter = first[i + 1];
    let piece = '';
    if (letter === '%') {
      piece = '%';
    } else if (used < args.length && 'sdifjoOc'.includes(letter)) {
      piece = fillPlaceholder(letter, args[used], options);
      used++;
    } else {
      i += 2;
      continue;
    }
    text += first.slice(last, i) + piece;
    i += 2;
    last = i;
  }
  return joinArguments(text + first.slice(last), args, used, options);
}

// Appends what no placeholder took, with a space before each argument but the very first.
function joinArguments(text, args, from, options) {
  for (let i = from; i < args.length; i++) {
    const value = args[i];
    if (i > 0) text += ' ';
    text += typeof value === 'string' ? value : show(value, options);
  }
  return text;
}

function show(value, options) {
  if (typeof value === 'number' && options === undefined && !groupsDigits(options)) return plainNumber(value);
  return inspect(value, options);
}

const plainNumber = (number) => (Object.is(number, -0) ? '-0' : `${number}`);

// The default of numericSeparator can only have been changed once inspect was loaded and handed out.
let defaults;
exports.setDefaults = (options) => { defaults = options; };

function groupsDigits(options) {
  return options?.numericSeparator ?? defaults?.numericSeparator ?? false;
}

function number(value, options) {
  if (!groupsDigits(options)) return typeof value === 'bigint' ? `${value}n` : plainNumber(value);
  const { formatNumber, formatBigInt } = require('internal/inspect/primitive');
  const plain = (text) => text;
  return typeof value === 'bigint' ? formatBigInt(plain, value, true) : formatNumber(plain, value, true);
}

function fillPlaceholder(letter, value, options) {
  switch (letter) {
    case 's': return asString(value, options);
    case 'd': return typeof value === 'bigint' ? number(value, options) :
      typeof value === 'symbol' ? 'NaN' : number(Number(value), options);
    case 'i': return typeof value === 'bigint' ? number(value, options) :
      typeof value === 'symbol' ? 'NaN' : number(Number.parseInt(value), options);
    case 'f': return typeof value === 'symbol' ? 'NaN' : number(Number.parseFloat(value), options);
    case 'j': return asJson(value);
    case 'O': return inspect(value, options);
    case 'o': return inspect(value, { ...options, showHidden: true, showProxy: true, depth: 4 });
    default: return '';   // %c takes its argument, a style, and prints nothing.
  }
}

// An object that says how it wants to be a string is asked; all others are inspected.
function asString(value, options) {
  if (typeof value === 'number' || typeof value === 'bigint') return number(value, options);
  if (typeof value !== 'object' || value === null) return String(value);
  if (!require('internal/inspect/to_string').hasBuiltInToString(value)) return String(value);
  return inspect(value, { ...options, compact: 3, colors: false, depth: 0 });
}

let circularMessage;

function asJson(value) {
  try {
    return JSON.stringify(value);
  } catch (error) {
    circularMessage ??= messageOfCircular();
    if (error.name === 'TypeError' && firstLine(error) === circularMessage) return '[Circular]';
    throw error;
  }
}

// The engine's own words for a circle.
function messageOfCircular() {
  const circle = {};
  circle.circle = circle;
  try {
    JSON.stringify(circle);
  } catch (error) {
    return firstLine(error);
  }
}

function firstLine(error) {
  return error.message.split('\n', 1)[0];
}
