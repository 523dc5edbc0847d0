// Deep equality, for assert and util.isDeepStrictEqual. Three modes:
//   strict   same prototypes, Object.is for primitives (isDeepStrictEqual may leave the prototypes out)
//   loose    == for primitives, prototypes and symbols do not count
//   partial  strict, but `a` may have more than `b`

const view = require('internal/engine_view');
const { isError, isUrl } = require('internal/util');

const strict = 0;
const strictWithoutPrototypes = 1;
const loose = 2;
const partial = 3;

exports.isDeepEqual = (a, b) => equal(a, b, loose, new Set());
exports.isDeepStrictEqual = (a, b, skipPrototype) =>
  equal(a, b, skipPrototype ? strictWithoutPrototypes : strict, new Set());
exports.isPartialStrictEqual = (a, b) => equal(a, b, partial, new Set());

const isObject = (value) => typeof value === 'object' && value !== null;

// `ancestors` are the objects on either side that are just being compared.
function equal(a, b, mode, ancestors) {
  if (a === b) return a !== 0 || mode === loose || Object.is(a, b);
  if (isObject(a) && isObject(b)) return equalObjects(a, b, mode, ancestors);
  if (mode !== loose) return Number.isNaN(a) && Number.isNaN(b);
  if (isObject(a) || isObject(b)) return false;
  return a == b || (Number.isNaN(a) && Number.isNaN(b));
}

// A proxy is compared as what it seems to be.
function kindOf(value) {
  const name = view.className(value);
  if (name !== 'Proxy') return name;
  return Array.isArray(value) ? 'Array' : 'Object';
}

function equalObjects(a, b, mode, ancestors) {
  if (mode === strict && !haveSamePrototype(a, b)) return false;
  if (!haveSameTag(a, b)) return false;
  const kind = kindOf(a);
  if (kind !== kindOf(b) && !(isError(a) && isError(b))) return false;
  const compare = byKind[kind] ?? (isError(a) ? byKind.Error : ArrayBuffer.isView(a) ? equalViews : undefined);
  if (compare !== undefined && !compare(a, b, mode, ancestors)) return false;
  if (isUrl(a) && (!isUrl(b) || a.href !== b.href)) return false;

  const { 0: keysA, 1: keysB } = keysOf(a, b, kind, mode);
  if (mode !== partial && keysA.length !== keysB.length) return false;
  const content = contents[kind];
  if (keysB.length === 0 && content === undefined) return true;

  // A circle on one side must be one on the other.
  if (ancestors.has(a) || ancestors.has(b)) return ancestors.has(a) && ancestors.has(b);
  ancestors.add(a).add(b);
  const result = equalProperties(a, b, keysB, mode, ancestors) &&
    (content === undefined || content(a, b, mode, ancestors));
  ancestors.delete(a);
  ancestors.delete(b);
  return result;
}

// Objects of equal classes count as having the same prototype; an own `constructor` says nothing.
function haveSamePrototype(a, b) {
  const { constructor } = a;
  if (constructor !== undefined && !Object.hasOwn(a, 'constructor')) return constructor === b.constructor;
  return Object.getPrototypeOf(a) === Object.getPrototypeOf(b);
}

function haveSameTag(a, b) {
  const tagA = a[Symbol.toStringTag];
  const tagB = b[Symbol.toStringTag];
  if (tagA !== undefined && tagB !== undefined) return tagA === tagB;
  return Object.prototype.toString.call(a) === Object.prototype.toString.call(b);
}

// What makes objects of a class differ at first sight.
const byKind = {
  __proto__: null,
  'Array': (a, b, mode) => (mode === partial ? a.length >= b.length : a.length === b.length),
  'Set': (a, b, mode) => (mode === partial ? a.size >= b.size : a.size === b.size),
  'Map': (a, b, mode) => (mode === partial ? a.size >= b.size : a.size === b.size),
  'Date': (a, b) => Object.is(Date.prototype.getTime.call(a), Date.prototype.getTime.call(b)),
  'RegExp': (a, b) => a.source === b.source && a.flags === b.flags && a.lastIndex === b.lastIndex,
  'Error': equalErrors,
  'ArrayBuffer': (a, b, mode) => equalBytes(new Uint8Array(a), new Uint8Array(b), mode),
  'SharedArrayBuffer': (a, b, mode) => equalBytes(new Uint8Array(a), new Uint8Array(b), mode),
  'Number': equalBoxes,
  'String': equalBoxes,
  'Boolean': equalBoxes,
  'BigInt': equalBoxes,
  'Symbol': equalBoxes,
  // Only identity can tell these apart.
  'WeakMap': () => false,
  'WeakSet': () => false,
  'Promise': () => false,
};

function equalBoxes(a, b) {
  const { valueOf } = globalThis[view.className(a)].prototype;
  return Object.is(valueOf.call(a), valueOf.call(b));
}

// The stack differs even between errors that are otherwise the same.
function equalErrors(a, b, mode, ancestors) {
  const hasCauseB = Object.hasOwn(b, 'cause');
  if (Object.hasOwn(a, 'cause') !== hasCauseB && (mode !== partial || hasCauseB)) return false;
  return ['message', 'name', 'cause', 'errors'].every((key) => {
    // Enumerable ones are compared with the other properties.
    if (Object.prototype.propertyIsEnumerable.call(b, key)) return true;
    if (mode === partial && (b[key] === undefined || (key === 'message' && b[key] === ''))) return true;
    return equal(a[key], b[key], mode, ancestors);
  });
}

function equalViews(a, b, mode) {
  // 0 and −0, and two NaN, have different bytes or the same: numbers decide where the mode is loose.
  if (mode === loose && /^Float/.test(view.className(a))) {
    return a.length === b.length && a.every((number, i) => number === b[i]);
  }
  const bytes = (array) => new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
  return equalBytes(bytes(a), bytes(b), mode);
}

function equalBytes(a, b, mode) {
  if (mode === partial && a.length !== b.length) return isSubsequence(a, b, (x, y) => x === y);
  return a.length === b.length && require('buffer').Buffer.compare(a, b) === 0;
}

// Whether all of `b` is found in `a`, in the same order.
function isSubsequence(a, b, matches) {
  let at = 0;
  for (let i = 0; i < b.length; i++) {
    while (at < a.length && !matches(a[at], b[i])) at++;
    if (at === a.length) return false;
    at++;
  }
  return true;
}

const isText = (key) => typeof key === 'string';

function keysOf(a, b, kind, mode) {
  const hasElements = kind === 'Array' || (ArrayBuffer.isView(a) && kind !== 'DataView');
  const keys = (object) => {
    const own = hasElements ? view.keysBesideIndices(object, true).filter(isText) : Object.keys(object);
    if (mode === loose) return own;
    const isShown = (symbol) => Object.prototype.propertyIsEnumerable.call(object, symbol);
    return own.concat(Object.getOwnPropertySymbols(object).filter(isShown));
  };
  return [mode === partial ? [] : keys(a), keys(b)];
}

function equalProperties(a, b, keys, mode, ancestors) {
  for (const key of keys) {
    if (!Object.prototype.propertyIsEnumerable.call(a, key)) return false;
    if (!equal(a[key], b[key], mode, ancestors)) return false;
  }
  return true;
}

// What an object holds besides properties.
const contents = { __proto__: null, 'Array': equalElements, 'Set': equalSets, 'Map': equalMaps };

function equalElements(a, b, mode, ancestors) {
  if (mode === partial) {
    const isHole = (array, i) => array[i] === undefined && !Object.hasOwn(array, i);
    const present = (array) => array.filter((_, i) => !isHole(array, i));
    return isSubsequence(present(a), present(b), (x, y) => equal(x, y, mode, ancestors));
  }
  for (let i = 0; i < b.length; i++) {
    const isHoleA = a[i] === undefined && !Object.hasOwn(a, i);
    const isHoleB = b[i] === undefined && !Object.hasOwn(b, i);
    if (isHoleA !== isHoleB) return false;
    if (!equal(a[i], b[i], mode, ancestors)) return false;
  }
  return true;
}

function equalSets(a, b, mode, ancestors) {
  const restB = [...b].filter((member) => !a.has(member));
  if (restB.length === 0) return true;
  if (mode !== loose && !restB.every(isObject)) return false;
  const restA = [...a].filter((member) => !b.has(member));
  return pairUp(restA, restB, mode, (x, y) => equal(x, y, mode, ancestors));
}

function equalMaps(a, b, mode, ancestors) {
  const taken = new Set();
  const restB = [];
  for (const entry of b) {
    const { 0: key, 1: value } = entry;
    if (a.has(key) && equal(a.get(key), value, mode, ancestors)) taken.add(key);
    else if (isObject(key) || mode === loose) restB.push(entry);
    else return false;
  }
  if (restB.length === 0) return true;
  const restA = [...a].filter((entry) => !taken.has(entry[0]));
  return pairUp(restA, restB, mode, (x, y) =>
    equal(x[0], y[0], mode, ancestors) && equal(x[1], y[1], mode, ancestors));
}

// Finds a partner of its own in `as` for each of `bs`; unless partial, nobody may be left over.
function pairUp(as, bs, mode, matches) {
  if (mode === partial ? as.length < bs.length : as.length !== bs.length) return false;
  const free = as.slice();
  return bs.every((b) => {
    const index = free.findIndex((a) => matches(a, b));
    if (index !== -1) free.splice(index, 1);
    return index !== -1;
  });
}
