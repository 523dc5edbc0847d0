// What a source of bytes sees of the buffer that is to be filled.

const { codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_INVALID_STATE } } = require('internal/errors');
const { kState, kInternal, stateOf, onlyInternal, dress } = require('stream/web/common');

class ByobRequestState {
  constructor(controller, view) {
    this.controller = controller;
    this.view = view;
    this.face = new ReadableStreamBYOBRequest(kInternal, this);
  }
}

function live(request) {
  const state = stateOf(request, ByobRequestState, 'ReadableStreamBYOBRequest');
  if (state.controller === undefined) throw new ERR_INVALID_STATE.TypeError('This BYOB request has been invalidated');
  return state;
}

class ReadableStreamBYOBRequest {
  constructor(key = undefined, state = undefined) {
    onlyInternal(key);
    this[kState] = state;
  }

  get view() {
    return stateOf(this, ByobRequestState, 'ReadableStreamBYOBRequest').view;
  }

  respond(bytesWritten) {
    const { controller, view } = live(this);
    if (view.byteLength === 0 || view.buffer.byteLength === 0) {
      throw new ERR_INVALID_STATE.TypeError('Viewed ArrayBuffer is detached');
    }
    if (typeof bytesWritten !== 'number') throw new ERR_INVALID_ARG_TYPE('bytesWritten', 'number', bytesWritten);
    if (!Number.isInteger(bytesWritten) || bytesWritten < 0) {
      throw new ERR_INVALID_ARG_VALUE('bytesWritten', bytesWritten);
    }
    require('stream/web/byte_fill').respond(controller, bytesWritten);
  }

  respondWithNewView(view) {
    const { controller } = live(this);
    if (!ArrayBuffer.isView(view)) throw new ERR_INVALID_ARG_TYPE('view', ['Buffer', 'TypedArray', 'DataView'], view);
    require('stream/web/byte_fill').respondWithNewView(controller, view);
  }
}
dress(ReadableStreamBYOBRequest, ['view', 'respond', 'respondWithNewView'],
  (state) => ({ view: state.view, controller: state.controller?.face }));

module.exports = { ReadableStreamBYOBRequest, ByobRequestState };
