// What stands between the braces before an object's properties: elements, members, bytes, results.
// Each function returns a list of texts.

const view = require('internal/engine_view');
const { count, formatBigInt, formatNumber } = require('internal/inspect/primitive');
const { arrayElement, formatProperty, objectProperty } = require('internal/inspect/property');
const { joinEntries } = require('internal/inspect/layout');
const { ownKeys } = require('internal/util');

const formatValue = (ctx, value, depth) => require('internal/inspect/value').formatValue(ctx, value, depth);

const atMost = (ctx, length) => Math.min(Math.max(0, ctx.maxArrayLength), length);
const moreItems = (rest) => `... ${count(rest, 'more item')}`;

exports.array = function array(ctx, value, depth) {
  const length = atMost(ctx, value.length);
  const output = [];
  for (let i = 0; i < length; i++) {
    const descriptor = Object.getOwnPropertyDescriptor(value, i);
    if (descriptor === undefined) return sparseArray(ctx, value, depth, length, output, i);
    output.push(formatProperty(ctx, value, depth, i, arrayElement, descriptor));
  }
  if (value.length > length) output.push(moreItems(value.length - length));
  return output;
};

// From the first hole on. A run of holes counts as one entry.
function sparseArray(ctx, value, depth, maxEntries, output, index) {
  const holes = (number) => ctx.stylize(`<${count(number, 'empty item')}>`, 'undefined');
  const keys = ownKeys(value);
  for (let i = index; i < keys.length && output.length < maxEntries; i++) {
    const key = keys[i];
    if (!/^(0|[1-9][0-9]*)$/.test(key) || +key > 2 ** 32 - 2) break;
    if (+key !== index) {
      output.push(holes(+key - index));
      index = +key;
      if (output.length === maxEntries) break;
    }
    output.push(formatProperty(ctx, value, depth, key, arrayElement));
    index++;
  }
  const rest = value.length - index;
  if (rest > 0) output.push(output.length === maxEntries ? moreItems(rest) : holes(rest));
  return output;
}

exports.typedArray = function typedArray(ctx, value) {
  const length = atMost(ctx, value.length);
  const format = typeof value[0] === 'bigint' ? formatBigInt : formatNumber;
  const output = [];
  for (let i = 0; i < length; i++) output.push(format(ctx.stylize, value[i], ctx.numericSeparator));
  if (value.length > length) output.push(moreItems(value.length - length));
  return output;
};

// The language's own iterators are taken, so that a subclass' do not run.
const setValues = Set.prototype.values;
const mapEntries = Map.prototype.entries;
const setSize = Object.getOwnPropertyDescriptor(Set.prototype, 'size').get;
const mapSize = Object.getOwnPropertyDescriptor(Map.prototype, 'size').get;
exports.sizeOf = (value, kind) => (kind === 'Map' ? mapSize : setSize).call(value);

exports.set = function set(ctx, value, depth) {
  return members(ctx, setSize.call(value), setValues.call(value), (member) => formatValue(ctx, member, depth));
};

exports.map = function map(ctx, value, depth) {
  return members(ctx, mapSize.call(value), mapEntries.call(value), (entry) =>
    `${formatValue(ctx, entry[0], depth)} => ${formatValue(ctx, entry[1], depth)}`);
};

function members(ctx, size, iterator, format) {
  const length = atMost(ctx, size);
  const output = [];
  ctx.indentationLvl += 2;
  for (const member of iterator) {
    if (output.length >= length) break;
    output.push(format(member));
  }
  ctx.indentationLvl -= 2;
  if (size > length) output.push(moreItems(size - length));
  return output;
}

// What an iterator has still to give, or what a weak collection holds (showHidden only).
exports.preview = function preview(ctx, value, depth) {
  const told = view.previewEntries(value);
  if (told === undefined) return exports.unknown(ctx);
  const { 0: list, 1: isKeyValue } = told;
  const step = isKeyValue ? 2 : 1;
  const size = list.length / step;
  const length = atMost(ctx, size);
  const isWeak = !isKeyValueIterator(value);
  const output = [];
  ctx.indentationLvl += 2;
  for (let i = 0; i < length * step; i += step) {
    const first = formatValue(ctx, list[i], depth);
    if (!isKeyValue) {
      output.push(first);
      continue;
    }
    const second = formatValue(ctx, list[i + 1], depth);
    output.push(isWeak ? `${first} => ${second}` :
      joinEntries(ctx, [first, second], { base: '', open: '[', close: ']', isList: true }, depth));
  }
  ctx.indentationLvl -= 2;
  // A weak collection has no order; sorted texts look the same every time.
  if (isWeak && !ctx.sorted) output.sort();
  if (size > length) output.push(moreItems(size - length));
  return output;
};

const isKeyValueIterator = (value) => view.className(value).endsWith('Iterator');

exports.unknown = (ctx) => [ctx.stylize('<items unknown>', 'special')];

exports.promise = function promise(ctx, value, depth) {
  const { 0: state, 1: result } = view.promiseDetails(value);
  if (state === 0) return [ctx.stylize('<pending>', 'special')];
  ctx.indentationLvl += 2;
  const text = formatValue(ctx, result, depth);
  ctx.indentationLvl -= 2;
  return [state === 2 ? `${ctx.stylize('<rejected>', 'special')} ${text}` : text];
};

exports.arrayBuffer = function arrayBuffer(ctx, value) {
  let bytes;
  try {
    bytes = new Uint8Array(value);
  } catch {
    return [ctx.stylize('(detached)', 'special')];
  }
  const length = atMost(ctx, bytes.length);
  const hex = [];
  for (let i = 0; i < length; i++) hex.push(bytes[i].toString(16).padStart(2, '0'));
  const rest = bytes.length > length ? ` ... ${count(bytes.length - length, 'more byte')}` : '';
  return [`${ctx.stylize('[Uint8Contents]', 'special')}: <${hex.join(' ')}${rest}>`];
};

// Exports of a module that has not run yet cannot be read.
exports.namespace = function namespace(ctx, value, depth, keys) {
  return keys.map((key) => {
    try {
      return formatProperty(ctx, value, depth, key, objectProperty);
    } catch (error) {
      if (error?.name !== 'ReferenceError') throw error;
      const named = formatProperty(ctx, { [key]: '' }, depth, key, objectProperty);
      return `${named.slice(0, named.lastIndexOf(' ') + 1)}${ctx.stylize('<uninitialized>', 'special')}`;
    }
  });
};
