// TransformStream: the public class.

const { codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE } } = require('internal/errors');
const common = require('stream/web/common');
const { TransformStreamState } = require('stream/web/transform_state');
const { kTransfer } = require('internal/clone');

const { kState, stateOf, promising } = common;
const NAME = 'TransformStream';

function checkDictionary(value, name) {
  if (value === null && name !== 'transformer') return;
  if (value === null || (typeof value !== 'object' && typeof value !== 'function')) {
    throw new ERR_INVALID_ARG_TYPE(name, 'Object', value);
  }
}

class TransformStream {
  constructor(transformer = {}, writableStrategy = {}, readableStrategy = {}) {
    const state = this[kState] = new TransformStreamState(this);
    checkDictionary(transformer, 'transformer');
    checkDictionary(writableStrategy, 'writableStrategy');
    checkDictionary(readableStrategy, 'readableStrategy');
    const readableType = transformer?.readableType;
    if (readableType !== undefined) throw new ERR_INVALID_ARG_VALUE.RangeError('transformer.readableType', readableType);
    const writableType = transformer?.writableType;
    if (writableType !== undefined) throw new ERR_INVALID_ARG_VALUE.RangeError('transformer.writableType', writableType);
    const readableMark = common.highWaterMarkOf(readableStrategy?.highWaterMark, 0);
    const readableSize = common.sizeOf(readableStrategy?.size);
    const writableMark = common.highWaterMarkOf(writableStrategy?.highWaterMark, 1);
    const writableSize = common.sizeOf(writableStrategy?.size);
    state.initialise(algorithmsOf(transformer), writableMark, writableSize, readableMark, readableSize);
  }

  get readable() {
    return stateOf(this, TransformStreamState, NAME).readable.face;
  }

  get writable() {
    return stateOf(this, TransformStreamState, NAME).writable.face;
  }

  [kTransfer](check) {
    return require('stream/web/transfer').transform(this[kState], check);
  }
}

const passOn = async (chunk, controller) => controller.enqueue(chunk);

function algorithmsOf(transformer) {
  const { cancel, flush, start, transform } = transformer ?? {};
  return {
    start: common.starting(start, 'transformer.start', transformer),
    transform: transform === undefined ? passOn : promising(transform, 'transformer.transform', transformer),
    flush: promising(flush, 'transformer.flush', transformer),
    cancel: promising(cancel, 'transformer.cancel', transformer),
  };
}

common.dress(TransformStream, ['readable', 'writable'], (state) => ({
  readable: state.readable.face, writable: state.writable.face, backpressure: state.backpressure,
}));

// A transform stream of two sides that are there already.
function joined(readable, writable) {
  const made = Object.create(TransformStream.prototype);
  const state = made[kState] = new TransformStreamState(made);
  state.readable = readable[kState];
  state.writable = writable[kState];
  return made;
}

module.exports = { TransformStream, joined };
