// require('v8'): what the engine here can say of what programs ask V8. The rest is absent, and says so.

const { codes: { ERR_INVALID_ARG_TYPE, ERR_METHOD_NOT_IMPLEMENTED } } = require('internal/errors');

// Values as bytes, in V8's format.
function serialize(value) {
  try {
    return require('internal/serializer').serialize(value);
  } catch (error) {
    // As in Node, what is no value for this format is a plain error here.
    throw error.name === 'DataCloneError' ? new Error(error.message) : error;
  }
}

function deserialize(buffer) {
  if (!ArrayBuffer.isView(buffer)) throw new ERR_INVALID_ARG_TYPE('buffer', ['Buffer', 'TypedArray', 'DataView'], buffer);
  const bytes = Buffer.from(buffer.buffer, buffer.byteOffset, buffer.byteLength);
  return require('internal/serializer').deserialize(bytes);
}

// The engine has one heap, and neither spaces nor a limit of its own: what limits it is the machine's memory.
function getHeapStatistics() {
  const { heapTotal, heapUsed, arrayBuffers } = process.memoryUsage();
  const available = require('os').freemem();
  return {
    total_heap_size: heapTotal,
    total_heap_size_executable: 0,
    total_physical_size: heapTotal,
    total_available_size: available,
    used_heap_size: heapUsed,
    heap_size_limit: heapTotal + available,
    malloced_memory: heapTotal,
    peak_malloced_memory: heapTotal,
    does_zap_garbage: 0,
    number_of_native_contexts: 1,
    number_of_detached_contexts: 0,
    total_global_handles_size: 0,
    used_global_handles_size: 0,
    external_memory: arrayBuffers,
    total_allocated_bytes: heapTotal,
  };
}

function isStringOneByteRepresentation(content) {
  require('internal/validators').validateString(content, 'content');
  return !/[^\0-\xff]/.test(content);
}

const PROMISE_EVENTS = ['init', 'before', 'after', 'settled'];

// Hooks on the life of promises. `before` and `after` are told of callbacks of `then`, not of what goes on after an
// `await`, and `settled` of promises that got a value, not of those that were rejected.
function addPromiseHooks(hooks) {
  const { validatePlainFunction } = require('internal/validators');
  const added = {};
  for (const event of PROMISE_EVENTS) {
    if (hooks[event] === undefined) continue;
    validatePlainFunction(hooks[event], `${event}Hook`);
    added[event] = hooks[event];
  }
  require('internal/async_context');
  return require('internal/async_context/promises').addHooks(added);
}

const promiseHooks = {
  createHook: (hooks = {}) => addPromiseHooks(hooks),
  onInit: (init) => addPromiseHooks({ init: init ?? null }),
  onBefore: (before) => addPromiseHooks({ before: before ?? null }),
  onAfter: (after) => addPromiseHooks({ after: after ?? null }),
  onSettled: (settled) => addPromiseHooks({ settled: settled ?? null }),
};

const absent = (name) => ({ [name]() {
  throw new ERR_METHOD_NOT_IMPLEMENTED(`v8.${name}()`);
} }[name]);

module.exports = { serialize, deserialize, getHeapStatistics, isStringOneByteRepresentation, promiseHooks };
for (const name of ['cachedDataVersionTag', 'getCppHeapStatistics', 'getHeapCodeStatistics', 'getHeapSnapshot',
  'getHeapSpaceStatistics', 'queryObjects', 'setFlagsFromString', 'setHeapSnapshotNearHeapLimit', 'stopCoverage',
  'takeCoverage', 'writeHeapSnapshot']) {
  module.exports[name] = absent(name);
}
