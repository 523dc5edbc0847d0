// The shape of an object's text: { keys, base, open, close, entries, isList, extraKeys }, or the whole text
// where there is nothing between braces.
//   base       what stands before the braces, such as an error's stack
//   entries    makes the texts that come before the properties (internal/inspect/entries)
//   isList     elements without names, which may be put into columns
//   extraKeys  properties of the language's own that are listed too

const { getObjectPrefix, getPrefix } = require('internal/inspect/names');
const { isUrl, ownKeys } = require('internal/util');

const plainShape = (keys) => ({ keys, base: '', open: '{', close: '}', isList: false });

// `about` has constructor (a name or null), tag, tooDeep, typedArray, and hasMore: whether properties of the
// prototypes will be shown.
exports.shapeOf = function shapeOf(ctx, value, kind, about) {
  // Without a prototype, nothing but its class says what the object is.
  const isIterable = about.constructor === null || Symbol.iterator in value;
  const iterable = isIterable ? iterables[kind] ?? typedArrays[kind] : undefined;
  if (iterable !== undefined) return iterable(ctx, value, kind, about);

  const keys = getKeys(value, ctx.showHidden);
  const isBare = keys.length === 0 && !about.hasMore;
  if (typeof value === 'function') {
    const { functionHead } = require('internal/inspect/functions');
    const base = functionHead(ctx, value, kind, about.constructor, about.tag);
    return isBare ? ctx.stylize(base, 'special') : { ...plainShape(keys), base };
  }
  if (about.constructor === 'Object') return objectShape(value, kind, about, keys, isBare);
  const special = specials[kind] ?? (value instanceof Error ? specials.Error : undefined);
  if (special !== undefined) return special(ctx, value, kind, about, keys);
  return otherShape(ctx, value, kind, about, keys, isBare);
};

function objectShape(value, kind, { tag }, keys, isBare) {
  const shape = plainShape(keys);
  if (kind === 'Arguments') shape.open = '[Arguments] {';
  else if (tag !== '') shape.open = `${getPrefix('Object', tag, 'Object')}{`;
  return isBare ? `${shape.open}}` : shape;
}

function otherShape(ctx, value, kind, { constructor, tag, tooDeep }, keys, isBare) {
  const shape = plainShape(keys);
  if (!tooDeep && isUrl(value)) {
    shape.base = value.href;
    return isBare ? shape.base : shape;
  }
  if (isBare && kind === 'External') return ctx.stylize('[External: 0]', 'special');
  shape.open = `${getObjectPrefix(value, constructor, tag)}{`;
  return isBare ? `${shape.open}}` : shape;
}

// Own keys: those that Object.keys gives, with enumerable symbols; with showHidden all.
function getKeys(value, showHidden) {
  const symbols = Object.getOwnPropertySymbols(value);
  let keys;
  try {
    keys = showHidden ? Object.getOwnPropertyNames(value) : ownKeys(value);
  } catch {
    keys = Object.getOwnPropertyNames(value);   // The namespace of a module that has not run yet.
  }
  if (symbols.length === 0) return keys;
  const isShown = (key) => showHidden || Object.prototype.propertyIsEnumerable.call(value, key);
  return keys.concat(symbols.filter(isShown));
}

// Of lists that may have a million elements.
function getNonIndexKeys(value, showHidden) {
  const keys = require('internal/engine_view').keysBesideIndices(value, !showHidden);
  // The engine keeps indices beyond 2 ** 31 as names.
  return keys.length === 0 ? keys : keys.filter((key) => typeof key === 'symbol' || !isIndex(key));
}

function isIndex(key) {
  const number = +key;
  return number >= 0 && number < 2 ** 32 - 1 && String(number >>> 0) === key;
}

// Entries and their helpers are loaded with the first object that has some.
const entry = (name) => (ctx, value, depth, keys) =>
  require('internal/inspect/entries')[name](ctx, value, depth, keys);

const iterables = {
  __proto__: null,
  'Array'(ctx, value, kind, { constructor, tag, hasMore }) {
    const isPlain = constructor === 'Array' && tag === '';
    const prefix = isPlain ? '' : getPrefix(constructor, tag, 'Array', `(${value.length})`);
    const keys = getNonIndexKeys(value, ctx.showHidden);
    if (value.length === 0 && keys.length === 0 && !hasMore) return `${prefix}[]`;
    return { keys, base: '', open: `${prefix}[`, close: ']', entries: entry('array'), isList: true };
  },
  'Set': collection,
  'Map': collection,
  'Set Iterator': iterator,
  'Map Iterator': iterator,
};

function collection(ctx, value, kind, { constructor, tag, hasMore }) {
  const size = require('internal/inspect/entries').sizeOf(value, kind);
  const prefix = getPrefix(constructor, tag, kind, `(${size})`);
  const keys = getKeys(value, ctx.showHidden);
  if (size === 0 && keys.length === 0 && !hasMore) return `${prefix}{}`;
  return { ...plainShape(keys), open: `${prefix}{`, entries: entry(kind === 'Map' ? 'map' : 'set') };
}

function iterator(ctx, value, kind, { tag }) {
  const isKeyValue = require('internal/engine_view').previewEntries(value)?.[1];
  const name = tag === kind || tag === '' ? kind : `${tag}] [${kind}`;
  const shown = isKeyValue ? name.replace(/ Iterator$/, ' Entries') : name;
  return { ...plainShape(getKeys(value, ctx.showHidden)), open: `[${shown}] {`, entries: entry('preview') };
}

const typedArrays = { __proto__: null };
for (const name of ['Int8Array', 'Uint8Array', 'Uint8ClampedArray', 'Int16Array', 'Uint16Array', 'Int32Array',
  'Uint32Array', 'Float16Array', 'Float32Array', 'Float64Array', 'BigInt64Array', 'BigUint64Array']) {
  typedArrays[name] = typedArray;
}

function typedArray(ctx, value, kind, { constructor, tag }) {
  const keys = getNonIndexKeys(value, ctx.showHidden);
  // Without a prototype the elements are read through an array of the same class.
  const readable = constructor === null ? new globalThis[kind](value) : value;
  const prefix = getPrefix(constructor, tag, constructor === null ? kind : '', `(${readable.length})`);
  if (readable.length === 0 && keys.length === 0 && !ctx.showHidden) return `${prefix}[]`;
  const entries = (ctx) => require('internal/inspect/entries').typedArray(ctx, readable);
  const shape = { keys, base: '', open: `${prefix}[`, close: ']', entries, isList: true };
  if (ctx.showHidden) {
    shape.extraKeys = ['BYTES_PER_ELEMENT', 'length', 'byteLength', 'byteOffset', 'buffer'];
    shape.isTyped = true;
  }
  return shape;
}

const specials = {
  __proto__: null,
  'RegExp'(ctx, value, kind, { constructor, tag, tooDeep, hasMore }, keys) {
    const source = RegExp.prototype.toString.call(constructor === null ? new RegExp(value) : value);
    const prefix = getPrefix(constructor, tag, 'RegExp');
    const base = ctx.stylize(prefix === 'RegExp ' ? source : prefix + source, 'regexp');
    return (keys.length === 0 && !hasMore) || tooDeep ? base : { ...plainShape(keys), base };
  },
  'Date'(ctx, value, kind, { constructor, tag, hasMore }, keys) {
    const time = Date.prototype.getTime.call(value);
    const text = Number.isNaN(time) ? 'Invalid Date' : Date.prototype.toISOString.call(value);
    const prefix = getPrefix(constructor, tag, 'Date');
    const base = prefix === 'Date ' ? text : prefix + text;
    return keys.length === 0 && !hasMore ? ctx.stylize(base, 'date') : { ...plainShape(keys), base };
  },
  'Error'(ctx, value, kind, { constructor, tag, hasMore }, keys) {
    const base = require('internal/inspect/errors').formatError(value, constructor, tag, ctx, keys);
    return keys.length === 0 && !hasMore ? base : { ...plainShape(keys), base };
  },
  'ArrayBuffer': buffer,
  'SharedArrayBuffer': buffer,
  'DataView'(ctx, value, kind, { constructor, tag }, keys) {
    const open = `${getPrefix(constructor, tag, kind)}{`;
    return { ...plainShape(keys), open, extraKeys: ['byteLength', 'byteOffset', 'buffer'] };
  },
  'Promise': (ctx, value, kind, about, keys) => withEntries(kind, about, keys, 'promise'),
  'WeakSet': weakCollection,
  'WeakMap': weakCollection,
  'Module': (ctx, value, kind, about, keys) =>
    ({ ...withEntries(kind, about, keys, 'namespace'), keysAreDone: true }),
  'Number': boxed,
  'String': boxed,
  'Boolean': boxed,
  'BigInt': boxed,
  'Symbol': boxed,
};

function withEntries(kind, { constructor, tag }, keys, name) {
  return { ...plainShape(keys), open: `${getPrefix(constructor, tag, kind)}{`, entries: entry(name) };
}

function weakCollection(ctx, value, kind, about, keys) {
  return withEntries(kind, about, keys, ctx.showHidden ? 'preview' : 'unknown');
}

function buffer(ctx, value, kind, { constructor, tag, typedArray, hasMore }, keys) {
  const prefix = getPrefix(constructor, tag, kind);
  // Below a typed array the bytes were shown already.
  if (typedArray !== undefined && keys.length === 0 && !hasMore) {
    return `${prefix}{ [byteLength]: ${ctx.stylize(`${value.byteLength}`, 'number')} }`;
  }
  const entries = typedArray === undefined ? entry('arrayBuffer') : undefined;
  return { ...plainShape(keys), open: `${prefix}{`, entries, extraKeys: ['byteLength'] };
}

const primitiveOf = (value, kind) => globalThis[kind].prototype.valueOf.call(value);

function boxed(ctx, value, kind, { constructor, tag, hasMore }, keys) {
  const { formatPrimitive } = require('internal/inspect/primitive');
  // The characters of a string are keys of its object.
  if (kind === 'String') keys.splice(0, value.length);
  let base = `[${kind}`;
  if (kind !== constructor) base += constructor === null ? ' (null prototype)' : ` (${constructor})`;
  base += `: ${formatPrimitive((text) => text, primitiveOf(value, kind), ctx)}]`;
  if (tag !== '' && tag !== constructor) base += ` [${tag}]`;
  if (keys.length !== 0 || hasMore) return { ...plainShape(keys), base };
  return ctx.stylize(base, kind.toLowerCase());
}
