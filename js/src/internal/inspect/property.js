// One property: its name, a colon, and its value or what kind of accessor it is.

const { escapeControls, formatPrimitive, quoteString } = require('internal/inspect/primitive');

// How the property is printed depends on what it belongs to: with its name, as the element of a list
// (no name), or as one of a list's further properties.
const objectProperty = 0;
const arrayElement = 1;
const arrayExtra = 2;
Object.assign(exports, { objectProperty, arrayElement, arrayExtra });

exports.formatProperty = function formatProperty(ctx, holder, depth, key, type, descriptor, receiver = holder) {
  const { formatValue } = require('internal/inspect/value');
  descriptor ??= Object.getOwnPropertyDescriptor(holder, key);
  let text;
  let gap = ' ';
  if (descriptor.value !== undefined) {
    const indent = ctx.compact === true && type === objectProperty ? 3 : 2;
    ctx.indentationLvl += indent;
    text = formatValue(ctx, descriptor.value, depth);
    if (indent === 3 && ctx.breakLength < width(text, ctx)) gap = `\n${' '.repeat(ctx.indentationLvl)}`;
    ctx.indentationLvl -= indent;
  } else if (descriptor.get !== undefined) {
    text = formatGetter(ctx, descriptor, depth, receiver);
  } else if (descriptor.set !== undefined) {
    text = ctx.stylize('[Setter]', 'special');
  } else {
    text = ctx.stylize('undefined', 'undefined');
  }
  if (type === arrayElement) return text;
  const name = formatKey(ctx, key);
  return `${descriptor.enumerable === false ? `[${name}]` : name}:${gap}${text}`;
};

const width = (text, ctx) => require('internal/string_width').getStringWidth(text, ctx.colors);

function formatKey(ctx, key) {
  if (typeof key === 'symbol') return ctx.stylize(escapeControls(key.toString()), 'symbol');
  if (key === '__proto__') return "['__proto__']";
  return /^[a-zA-Z_][a-zA-Z_0-9]*$/.test(key) ? ctx.stylize(key, 'name') : ctx.stylize(quoteString(key), 'string');
}

// Getters are only called if the user asked for it.
function formatGetter(ctx, descriptor, depth, receiver) {
  const hasSetter = descriptor.set !== undefined;
  const label = hasSetter ? 'Getter/Setter' : 'Getter';
  const wanted = ctx.getters === true || ctx.getters === (hasSetter ? 'set' : 'get');
  if (!wanted) return ctx.stylize(`[${label}]`, 'special');
  const { formatValue } = require('internal/inspect/value');
  const open = ctx.stylize(`[${label}:`, 'special');
  const close = ctx.stylize(']', 'special');
  ctx.indentationLvl += 2;
  try {
    const value = descriptor.get.call(receiver);
    if (value === null) return `${open} ${ctx.stylize('null', 'null')}${close}`;
    if (typeof value === 'object' || typeof value === 'function') {
      return `${ctx.stylize(`[${label}]`, 'special')} ${formatValue(ctx, value, depth)}`;
    }
    return `${open} ${formatPrimitive(ctx.stylize, value, ctx)}${close}`;
  } catch (error) {
    return `${open} <Inspection threw (${formatValue(ctx, error, depth)})>${close}`;
  } finally {
    ctx.indentationLvl -= 2;
  }
}

// Properties of the language's own that have no entry among the object's: '[byteLength]: 8'.
exports.formatExtra = function formatExtra(ctx, value, depth, key, typedArray) {
  const { formatValue } = require('internal/inspect/value');
  ctx.indentationLvl += 2;
  const text = formatValue(ctx, value[key], depth, typedArray);
  ctx.indentationLvl -= 2;
  return `${ctx.stylize(`[${key}]`, 'string')}: ${text}`;
};
