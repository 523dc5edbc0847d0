// require('v8'): what the engine here can say of what programs ask V8. The rest is absent, and says so.

const { codes: { ERR_INVALID_ARG_TYPE, ERR_METHOD_NOT_IMPLEMENTED } } = require('internal/errors');

// Values as bytes, in V8's format.
function serialize(value) {
  return require('internal/serializer').serialize(value);
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

const absent = (name) => ({ [name]() {
  throw new ERR_METHOD_NOT_IMPLEMENTED(`v8.${name}()`);
} }[name]);

module.exports = { serialize, deserialize, getHeapStatistics, isStringOneByteRepresentation };
for (const name of ['cachedDataVersionTag', 'getCppHeapStatistics', 'getHeapCodeStatistics', 'getHeapSnapshot',
  'getHeapSpaceStatistics', 'queryObjects', 'setFlagsFromString', 'setHeapSnapshotNearHeapLimit', 'stopCoverage',
  'takeCoverage', 'writeHeapSnapshot']) {
  module.exports[name] = absent(name);
}
