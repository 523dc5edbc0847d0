// stream/web: the streams of the Web. What compresses is not there, since there is no zlib yet.

const { ReadableStream } = require('stream/web/readable');
const { ReadableStreamDefaultReader, ReadableStreamBYOBReader } = require('stream/web/readers');
const { ReadableStreamBYOBRequest } = require('stream/web/byob_request');
const { ReadableByteStreamController } = require('stream/web/byte_controller');
const { ReadableStreamDefaultController } = require('stream/web/default_controller');
const { TransformStream } = require('stream/web/transform');
const { TransformStreamDefaultController } = require('stream/web/transform_state');
const { WritableStream, WritableStreamDefaultWriter } = require('stream/web/writable');
const { WritableStreamDefaultController } = require('stream/web/writable_controller');
const { ByteLengthQueuingStrategy, CountQueuingStrategy } = require('stream/web/strategies');
const { TextEncoderStream, TextDecoderStream } = require('stream/web/text');

module.exports = {
  ReadableStream, ReadableStreamDefaultReader, ReadableStreamBYOBReader, ReadableStreamBYOBRequest,
  ReadableByteStreamController, ReadableStreamDefaultController, TransformStream, TransformStreamDefaultController,
  WritableStream, WritableStreamDefaultController, WritableStreamDefaultWriter, ByteLengthQueuingStrategy,
  CountQueuingStrategy, TextEncoderStream, TextDecoderStream,
};
