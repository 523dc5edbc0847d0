// Strings, numbers and the other values without properties.

// Short strings are never broken into lines.
const minLineLength = 16;

// Control characters, backslashes, and halves of surrogate pairs that stand alone. Compiled when first needed.
const loneHalves = '[\\ud800-\\udbff](?![\\udc00-\\udfff])|(?<![\\ud800-\\udbff])[\\udc00-\\udfff]';
let plainEscapes;
let quoteEscapes;

function compile() {
  plainEscapes = new RegExp(`[\\x00-\\x1f\\\\\\x7f-\\x9f]|${loneHalves}`, 'g');
  quoteEscapes = new RegExp(`[\\x00-\\x1f'\\\\\\x7f-\\x9f]|${loneHalves}`, 'g');
}

function escape(text, isQuoted) {
  if (plainEscapes === undefined) compile();
  return text.replace(isQuoted ? quoteEscapes : plainEscapes, escapeCharacter);
}

const suspicious = /[^ -&(-[\]-~\u00a0-\ud7ff\ue000-\uffff]/;
const named = { '\b': '\\b', '\t': '\\t', '\n': '\\n', '\f': '\\f', '\r': '\\r', '\\': '\\\\', "'": "\\'" };

function escapeCharacter(character) {
  const code = character.charCodeAt(0);
  if (code > 0xff) return `\\u${code.toString(16)}`;
  return named[character] ?? `\\x${code.toString(16).toUpperCase().padStart(2, '0')}`;
}

// For symbols in key position: control characters and single quotes, without quotes around.
exports.escapeControls = (text) => (suspicious.test(text) ? escape(text, true) : text);

// A string as a literal, in those quotes that need the fewest backslashes.
exports.quoteString = function quoteString(text) {
  if (!suspicious.test(text)) return `'${text}'`;
  let quote = "'";
  if (text.includes("'")) {
    if (!text.includes('"')) quote = '"';
    else if (!text.includes('`') && !text.includes('${')) quote = '`';
  }
  return quote + escape(text, quote === "'") + quote;
};

exports.formatPrimitive = function formatPrimitive(stylize, value, ctx) {
  switch (typeof value) {
    case 'string': return formatString(stylize, value, ctx);
    case 'number': return formatNumber(stylize, value, ctx.numericSeparator);
    case 'bigint': return formatBigInt(stylize, value, ctx.numericSeparator);
    case 'boolean': return stylize(`${value}`, 'boolean');
    case 'undefined': return stylize('undefined', 'undefined');
    default: return stylize(value.toString(), 'symbol');
  }
};

function formatString(stylize, value, ctx) {
  let trailer = '';
  if (value.length > ctx.maxStringLength) {
    trailer = `... ${count(value.length - ctx.maxStringLength, 'more character')}`;
    value = value.slice(0, ctx.maxStringLength);
  }
  const tooLong = value.length > minLineLength && value.length > ctx.breakLength - ctx.indentationLvl - 4;
  if (ctx.compact === true || !tooLong) return stylize(exports.quoteString(value), 'string') + trailer;
  // A long text is shown line by line, as a sum of strings.
  const lines = value.split(/(?<=\n)/).map((line) => stylize(exports.quoteString(line), 'string'));
  return lines.join(` +\n${' '.repeat(ctx.indentationLvl + 2)}`) + trailer;
}

function count(number, noun) {
  return `${number} ${noun}${number > 1 ? 's' : ''}`;
}
exports.count = count;

function formatNumber(stylize, number, numericSeparator) {
  if (Object.is(number, -0)) return stylize('-0', 'number');
  const text = `${number}`;
  if (!numericSeparator || !Number.isFinite(number) || text.includes('e')) return stylize(text, 'number');
  const { 0: integer, 1: fraction } = text.split('.');
  const grouped = groupDigits(integer) + (fraction === undefined ? '' : `.${groupFraction(fraction)}`);
  return stylize(grouped, 'number');
}
exports.formatNumber = formatNumber;

function formatBigInt(stylize, bigint, numericSeparator) {
  return stylize(`${numericSeparator ? groupDigits(String(bigint)) : bigint}n`, 'bigint');
}
exports.formatBigInt = formatBigInt;

const groupDigits = (digits) => require('internal/errors/wording').groupDigits(digits);
// '1234567' → '123_456_7'
const groupFraction = (digits) => digits.replace(/\d{3}(?=\d)/g, '$&_');
