// What JavaScript cannot find out about a value by itself, asked of the engine. None of these runs user code.
//
//   className(value) → string      the class of an object or function behind whatever its prototype says:
//       'Object', 'Array', 'Function', 'AsyncFunction', 'GeneratorFunction', 'AsyncGeneratorFunction', 'Arguments',
//       'Error', 'RegExp', 'Date', 'Map', 'Set', 'WeakMap', 'WeakSet', 'WeakRef', 'Promise', 'Proxy', 'Generator',
//       'Map Iterator', 'Set Iterator', 'Module' (a namespace object), 'ArrayBuffer', 'SharedArrayBuffer',
//       'DataView', 'Uint8Array' and the other typed arrays by name; boxed primitives as 'Number', 'String',
//       'Boolean', 'BigInt', 'Symbol'; 'External' for a native pointer.
//   proxyDetails(value) → [target, handler], [null, null] for a revoked proxy, undefined for anything else
//   promiseDetails(promise) → [state, result], state 0 pending, 1 fulfilled, 2 rejected
//   keysBesideIndices(list, enumerableOnly) → the own names and symbols of a list that are not its elements
//   previewEntries(value) → [entries, isKeyValue]: what a Map or Set iterator still has to give, without taking
//       it, or the entries of a WeakMap or WeakSet; keys and values alternate if isKeyValue is true. Undefined if
//       the engine does not tell.

module.exports = native;
