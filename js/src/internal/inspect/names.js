// What an object is called: the name of its constructor, its tag, and the prefix made of both.

const view = require('internal/engine_view');

// The language's own classes; a program may have added capitalised globals of its own.
const builtInNames = ' AggregateError Array ArrayBuffer AsyncDisposableStack Atomics BigInt ' +
  'BigInt64Array BigUint64Array Boolean DataView Date DisposableStack Error EvalError FinalizationRegistry ' +
  'Float16Array Float32Array Float64Array Function Infinity Int16Array Int32Array Int8Array Intl Iterator JSON ' +
  'Map Math NaN Number Object Promise Proxy RangeError ReferenceError Reflect RegExp Set ' +
  'String SuppressedError Symbol SyntaxError Temporal TypedArray TypeError URIError Uint16Array Uint32Array ' +
  'Uint8Array Uint8ClampedArray WeakMap WeakRef WeakSet WebAssembly ';

const isBuiltInName = (name) => builtInNames.includes(` ${name} `);
exports.isBuiltInName = isBuiltInName;

// These are known by their prototype, whatever somebody did to its `constructor`.
const wellKnown = new Map();
for (const { prototype, name } of [
  Object, Array, Function, Map, Set, RegExp, Date, Error, TypeError, RangeError, AggregateError, ArrayBuffer,
  DataView, Boolean, Number, String, Promise, WeakMap, WeakSet, Object.getPrototypeOf(Uint8Array),
]) wellKnown.set(prototype, name);

// The class behind the object, for objects whose prototypes do not tell.
function className(value) {
  const kind = view.className(value);
  return kind.endsWith('Function') ? 'Function' : kind;
}
exports.className = className;

// The name, or null if the object has no prototype. With showHidden, `protoProps` collects what the classes
// in between define besides methods.
exports.getConstructorName = function getConstructorName(value, ctx, depth, protoProps) {
  let firstProto;
  for (let object = value; object; object = Object.getPrototypeOf(object)) {
    if (firstProto === undefined && object !== value) firstProto = object;
    const name = nameFrom(object, value);
    if (name === undefined) continue;
    if (protoProps !== undefined && (firstProto !== object || !isBuiltInName(name))) {
      addPrototypeProperties(ctx, value, firstProto ?? value, depth, protoProps);
    }
    return name;
  }
  if (firstProto === undefined) return null;
  return nameOfComplexPrototype(value, firstProto, ctx, depth, protoProps);
};

function nameFrom(object, value) {
  const known = object === value ? undefined : wellKnown.get(object);
  if (known !== undefined) return known;
  const constructor = Object.getOwnPropertyDescriptor(object, 'constructor')?.value;
  if (typeof constructor !== 'function' || constructor.name === '') return undefined;
  return isInstance(value, constructor) ? String(constructor.name) : undefined;
}

function isInstance(value, constructor) {
  try {
    return value instanceof constructor;
  } catch {
    return false;   // A Symbol.hasInstance of the user, or a constructor without a prototype.
  }
}

// No constructor in the whole chain, as with Object.create(Object.create(null)).
function nameOfComplexPrototype(value, proto, ctx, depth, protoProps) {
  const own = className(value);
  if (depth > ctx.depth && ctx.depth !== null) return `${own} <Complex prototype>`;
  const name = exports.getConstructorName(proto, ctx, depth + 1, protoProps) ??
    require('internal/inspect').inspect(proto, { ...ctx, customInspect: false, depth: -1 });
  return `${own} <${name}>`;
}

// The properties of up to three classes above the object, down to the first class of the language.
function addPrototypeProperties(ctx, main, start, depth, output) {
  const { formatProperty, objectProperty } = require('internal/inspect/property');
  const shown = new Set();
  let object = start;
  for (let layer = 0; layer < 3; layer++) {
    if (layer !== 0 || main === object) {
      object = Object.getPrototypeOf(object);
      if (object === null) return;
      const constructor = Object.getOwnPropertyDescriptor(object, 'constructor')?.value;
      if (typeof constructor === 'function' && isBuiltInName(constructor.name)) return;
    }
    const keys = Reflect.ownKeys(object);
    ctx.seen.push(main);
    for (const key of keys) {
      if (key === 'constructor' || shown.has(key) || Object.hasOwn(main, key)) continue;
      const descriptor = Object.getOwnPropertyDescriptor(object, key);
      if (typeof descriptor.value === 'function') continue;
      const text = formatProperty(ctx, object, depth, key, objectProperty, descriptor, main);
      output.push(ctx.colors ? `\u001b[2m${text}\u001b[22m` : text);
    }
    ctx.seen.pop();
    for (const key of keys) shown.add(key);
  }
}

// 'Map(2) ', 'Foo(2) [Tag] ', '[Object: null prototype] '
exports.getPrefix = function getPrefix(constructor, tag, fallback, size = '') {
  if (constructor === null) {
    const shownTag = tag !== '' && fallback !== tag ? `[${tag}] ` : '';
    return `[${fallback}${size}: null prototype] ${shownTag}`;
  }
  // A tag such as 'Intl.Collator' says the same as the constructor's name 'Collator'.
  const dot = tag.lastIndexOf('.');
  if (tag === '') return `${constructor}${size} `;
  if (constructor === (dot >= 1 ? tag.slice(dot + 1) : tag)) return `${tag}${size} `;
  return `${constructor}${size} [${tag}] `;
};

// The prefix of an object that is nothing special.
exports.getObjectPrefix = function getObjectPrefix(value, constructor, tag) {
  if (constructor !== null) return exports.getPrefix(constructor, tag, '');
  const name = className(value);
  return exports.getPrefix(constructor, tag, name === tag ? 'Object' : name);
};

// Symbol.toStringTag, if it is inherited or hidden: as an own visible property it is printed anyway.
exports.getTag = function getTag(value, showHidden) {
  let tag;
  try {
    tag = value[Symbol.toStringTag];
  } catch {
    return '';
  }
  if (typeof tag !== 'string' || tag === '') return '';
  const printed = showHidden ? Object.hasOwn(value, Symbol.toStringTag) :
    Object.prototype.propertyIsEnumerable.call(value, Symbol.toStringTag);
  return printed ? '' : tag;
};
