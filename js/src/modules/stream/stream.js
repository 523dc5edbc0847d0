// The public face of `stream`: the class of old, with everything else attached to it.

const { Stream } = require('stream/legacy');
const Readable = require('stream/readable');
const Writable = require('stream/writable');
const Duplex = require('stream/duplex');
const Transform = require('stream/transform');
const PassThrough = require('stream/passthrough');
const state = require('stream/state');
const utils = require('stream/utils');

module.exports = Stream;
Stream.Stream = Stream;
Stream.Readable = Readable;
Stream.Writable = Writable;
Stream.Duplex = Duplex;
Stream.Transform = Transform;
Stream.PassThrough = PassThrough;
Stream.isDestroyed = utils.isDestroyed;
Stream.isDisturbed = utils.isDisturbed;
Stream.isErrored = utils.isErrored;
Stream.isReadable = utils.isReadable;
Stream.isWritable = utils.isWritable;
Stream.getDefaultHighWaterMark = state.getDefaultHighWaterMark;
Stream.setDefaultHighWaterMark = state.setDefaultHighWaterMark;

// What is loaded when it is first called.
Stream.pipeline = function pipeline(...streams) {
  return require('stream/pipeline').pipeline(...streams);
};
Stream.finished = function finished(...args) {
  return require('stream/finished').eos(...args);
};
Stream.addAbortSignal = function addAbortSignal(signal, stream) {
  return require('stream/add_abort_signal').addAbortSignal(signal, stream);
};
Stream.compose = function compose(...streams) {
  return require('stream/compose').compose(...streams);
};
Stream.duplexPair = function duplexPair(options) {
  return require('stream/duplex_pair').duplexPair(options);
};
Stream.destroy = function destroyer(stream, error) {
  return require('stream/destroy').destroyer(stream, error);
};

Object.defineProperty(Stream, 'promises', {
  get() { return require('stream/promises'); },
  enumerable: true,
  configurable: true,
});
const { promisify } = require('internal/util');
Object.defineProperty(Stream.pipeline, promisify.custom, {
  get() { return require('stream/promises').pipeline; }, enumerable: true,
});
Object.defineProperty(Stream.finished, promisify.custom, {
  get() { return require('stream/promises').finished; }, enumerable: true,
});

require('stream/operator_stubs');

// Used by packages that were split off from Node.
Stream._isArrayBufferView = ArrayBuffer.isView;
Stream._isUint8Array = (value) => value instanceof Uint8Array;
Stream._uint8ArrayToBuffer = (chunk) => Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
