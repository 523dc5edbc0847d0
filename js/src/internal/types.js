// util.types: what a value really is, whatever its prototype says.

const view = require('internal/engine_view');

const isObject = (value) => (typeof value === 'object' && value !== null) || typeof value === 'function';
const className = (value) => (isObject(value) ? view.className(value) : '');
const is = (name) => ({ [`is${name}`]: (value) => className(value) === name })[`is${name}`];

const TypedArrayPrototype = Object.getPrototypeOf(Uint8Array.prototype);
const arrayTag = Object.getOwnPropertyDescriptor(TypedArrayPrototype, Symbol.toStringTag).get;
const boxes = new Set(['Number', 'String', 'Boolean', 'BigInt', 'Symbol']);

const types = {
  isExternal: is('External'),
  isDate: is('Date'),
  isArgumentsObject: (value) => className(value) === 'Arguments',
  isBigIntObject: (value) => className(value) === 'BigInt',
  isBooleanObject: (value) => className(value) === 'Boolean',
  isNumberObject: (value) => className(value) === 'Number',
  isStringObject: (value) => className(value) === 'String',
  isSymbolObject: (value) => className(value) === 'Symbol',
  isBoxedPrimitive: (value) => boxes.has(className(value)),
  isNativeError: (value) => className(value) === 'Error',
  isRegExp: is('RegExp'),
  isAsyncFunction: (value) => typeof value === 'function' && className(value).startsWith('Async'),
  isGeneratorFunction: (value) => typeof value === 'function' && className(value).endsWith('GeneratorFunction'),
  isGeneratorObject: (value) => className(value).endsWith('Generator'),
  isPromise: is('Promise'),
  isMap: is('Map'),
  isSet: is('Set'),
  isMapIterator: (value) => className(value) === 'Map Iterator',
  isSetIterator: (value) => className(value) === 'Set Iterator',
  isWeakMap: is('WeakMap'),
  isWeakSet: is('WeakSet'),
  isArrayBuffer: is('ArrayBuffer'),
  isDataView: is('DataView'),
  isSharedArrayBuffer: is('SharedArrayBuffer'),
  isProxy: is('Proxy'),
  isModuleNamespaceObject: (value) => className(value) === 'Module',
  isAnyArrayBuffer: (value) => /^(Shared)?ArrayBuffer$/.test(className(value)),
  isCryptoKey: (value) => isObject(value) && require('crypto/key').isCryptoKey(value),
  isKeyObject: () => false,   // Nothing makes key objects as long as `crypto` has none.
  isEventTarget: (value) => isInstance(value, globalThis.EventTarget),
  isArrayBufferView: ArrayBuffer.isView,
  isTypedArray: (value) => ArrayBuffer.isView(value) && arrayTag.call(value) !== undefined,
};

function isInstance(value, constructor) {
  return typeof constructor === 'function' && value instanceof constructor;
}

for (const name of ['Uint8Array', 'Uint8ClampedArray', 'Uint16Array', 'Uint32Array', 'Int8Array', 'Int16Array',
  'Int32Array', 'Float16Array', 'Float32Array', 'Float64Array', 'BigInt64Array', 'BigUint64Array']) {
  const check = { [`is${name}`]: (value) => isObject(value) && arrayTag.call(value) === name };
  Object.assign(types, check);
}

module.exports = types;
