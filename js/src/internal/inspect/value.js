// The heart of inspect: any value to text. Primitives and proxies are settled here; an object gets its shape
// (what stands before the braces, the braces, the entries between them) from internal/inspect/shapes.

const view = require('internal/engine_view');
const { customInspectSymbol } = require('internal/util');
const { formatPrimitive } = require('internal/inspect/primitive');
const { joinEntries } = require('internal/inspect/layout');
const { arrayExtra, formatExtra, formatProperty, objectProperty } = require('internal/inspect/property');
const { getConstructorName, getObjectPrefix, getTag } = require('internal/inspect/names');
const { shapeOf } = require('internal/inspect/shapes');

// Beyond this many characters on one level, deeper levels are left out: nobody reads that much.
const budgetPerLevel = 2 ** 27;

// `depth` is the number of levels around the value; `typedArray` is set for the buffer of one.
exports.formatValue = function formatValue(ctx, value, depth, typedArray) {
  if (value === null) return ctx.stylize('null', 'null');
  if (typeof value !== 'object' && typeof value !== 'function') return formatPrimitive(ctx.stylize, value, ctx);

  const given = value;
  let kind = view.className(value);
  let proxies = 0;
  while (kind === 'Proxy') {
    const { 0: target, 1: handler } = view.proxyDetails(value);
    if (ctx.showProxy) return formatProxy(ctx, target, handler, depth);
    if (target === null) return wrapProxies(ctx, ctx.stylize('<Revoked Proxy>', 'special'), proxies);
    proxies++;
    value = target;
    kind = view.className(value);
  }

  if (ctx.customInspect) {
    const text = formatCustom(ctx, value, given, depth, proxies !== 0);
    if (text !== undefined) return text;
  }
  if (ctx.seen.includes(value)) return formatCircular(ctx, value);
  return wrapProxies(ctx, formatObject(ctx, value, kind, depth, typedArray), proxies);
};

const { formatValue } = exports;

function formatProxy(ctx, target, handler, depth) {
  if (target === null) return ctx.stylize('<Revoked Proxy>', 'special');
  if (depth > ctx.depth && ctx.depth !== null) return ctx.stylize('Proxy [Array]', 'special');
  ctx.indentationLvl += 2;
  const output = [formatValue(ctx, target, depth + 1), formatValue(ctx, handler, depth + 1)];
  ctx.indentationLvl -= 2;
  return joinEntries(ctx, output, { base: '', open: 'Proxy [', close: ']', isList: true }, depth + 1);
}

function wrapProxies(ctx, text, proxies) {
  for (let i = 0; i < proxies; i++) {
    text = `${ctx.stylize('Proxy(', 'special')}${text}${ctx.stylize(')', 'special')}`;
  }
  return text;
}

// The object's own way to be shown; undefined if it has none or hands itself back.
function formatCustom(ctx, value, given, depth, isProxy) {
  const custom = value[customInspectSymbol];
  const { inspect } = require('internal/inspect');
  if (typeof custom !== 'function' || custom === inspect) return undefined;
  // A prototype object is not one of the objects that the method is meant for.
  if (Object.getOwnPropertyDescriptor(value, 'constructor')?.value?.prototype === value) return undefined;
  const levels = ctx.depth === null ? null : ctx.depth - depth;
  const { optionsForUser } = require('internal/inspect/options');
  const isForeign = isProxy || !(given instanceof Object);
  const result = custom.call(given, levels, optionsForUser(ctx, isForeign), inspect);
  if (result === given) return undefined;
  if (typeof result !== 'string') return formatValue(ctx, result, depth);
  return result.replaceAll('\n', `\n${' '.repeat(ctx.indentationLvl)}`);
}

// The first meeting gets a number, which the object's own text is marked with: '<ref *1>'.
function formatCircular(ctx, value) {
  ctx.circular ??= new Map();
  if (!ctx.circular.has(value)) ctx.circular.set(value, ctx.circular.size + 1);
  return ctx.stylize(`[Circular *${ctx.circular.get(value)}]`, 'special');
}

function formatObject(ctx, value, kind, depth, typedArray) {
  const tooDeep = depth > ctx.depth && ctx.depth !== null;
  let protoProps = ctx.showHidden && !tooDeep ? [] : undefined;
  const constructor = getConstructorName(value, ctx, depth, protoProps);
  if (protoProps?.length === 0) protoProps = undefined;
  const tag = getTag(value, ctx.showHidden);

  const hasMore = protoProps !== undefined;
  const shape = shapeOf(ctx, value, kind, { constructor, tag, tooDeep, typedArray, hasMore });
  if (typeof shape === 'string') return shape;
  if (tooDeep) {
    const name = getObjectPrefix(value, constructor, tag).slice(0, -1);
    return ctx.stylize(constructor === null ? name : `[${name}]`, 'special');
  }

  const output = collectEntries(ctx, value, shape, depth + 1, typedArray, protoProps);
  if (typeof output === 'string') {
    const name = getObjectPrefix(value, constructor, tag).slice(0, -1);
    return ctx.stylize(`[${name}: ${output}]`, 'special');
  }
  markReference(ctx, value, shape);
  if (ctx.sorted) sortEntries(ctx, output, shape);
  const text = joinEntries(ctx, output, shape, depth + 1, value);
  chargeBudget(ctx, text.length);
  return text;
}

function collectEntries(ctx, value, shape, depth, typedArray, protoProps) {
  const indentation = ctx.indentationLvl;
  ctx.seen.push(value);
  ctx.currentDepth = depth;
  try {
    const output = shape.entries === undefined ? [] : shape.entries(ctx, value, depth, shape.keys);
    for (const key of shape.extraKeys ?? []) {
      output.push(formatExtra(ctx, value, depth, key, shape.isTyped ?? typedArray));
    }
    if (!shape.keysAreDone) {
      const type = shape.isList ? arrayExtra : objectProperty;
      for (const key of shape.keys) output.push(formatProperty(ctx, value, depth, key, type));
    }
    if (protoProps !== undefined) output.push(...protoProps);
    return output;
  } catch (error) {
    if (!require('internal/errors').isStackOverflowError(error)) throw error;
    ctx.indentationLvl = indentation;
    return 'Inspection interrupted prematurely. Maximum call stack size exceeded.';
  } finally {
    ctx.seen.pop();
  }
}

function markReference(ctx, value, shape) {
  const index = ctx.circular?.get(value);
  if (index === undefined) return;
  const reference = ctx.stylize(`<ref *${index}>`, 'special');
  if (ctx.compact === true) shape.open = `${reference} ${shape.open}`;
  else shape.base = shape.base === '' ? reference : `${reference} ${shape.base}`;
}

// Elements of a list keep their order; only its further properties are sorted.
function sortEntries(ctx, output, shape) {
  const compare = ctx.sorted === true ? undefined : ctx.sorted;
  if (!shape.isList) output.sort(compare);
  else if (shape.keys.length > 1) output.push(...output.splice(output.length - shape.keys.length).sort(compare));
}

function chargeBudget(ctx, length) {
  const spent = (ctx.budget[ctx.indentationLvl] ?? 0) + length;
  ctx.budget[ctx.indentationLvl] = spent;
  if (spent > budgetPerLevel) ctx.depth = -1;
}
