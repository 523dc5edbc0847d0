// finished(stream, callback): tells when a stream is over, whatever way it ends, whatever kind of stream it is.

const { AbortError, codes: { ERR_INVALID_ARG_TYPE, ERR_STREAM_PREMATURE_CLOSE } } = require('internal/errors');
const { validateAbortSignal, validateBoolean, validateFunction, validateObject } = require('internal/validators');
const utils = require('stream/utils');

const { isReadableNodeStream, isWritableNodeStream } = utils;

function eos(stream, options, callback) {
  if (arguments.length === 2) {
    callback = options;
    options = {};
  } else if (options === undefined || options === null) {
    options = {};
  } else {
    validateObject(options, 'options');
  }
  validateFunction(callback, 'callback');
  validateAbortSignal(options.signal, 'options.signal');
  if (utils.isReadableStream(stream) || utils.isWritableStream(stream)) {
    return require('stream/web/finished').eosWeb(stream, options, callback);
  }
  if (!utils.isNodeStream(stream)) {
    throw new ERR_INVALID_ARG_TYPE('stream', ['ReadableStream', 'WritableStream', 'Stream'], stream);
  }
  const watch = new Watch(stream, options, callback);
  watch.start();
  return () => watch.stop();
}

// One call of finished(): what was seen of the stream so far, and the listeners on it.
class Watch {
  constructor(stream, options, callback) {
    this.stream = stream;
    this.options = options;
    this.callback = callback;
    // Which sides are waited for: those that the stream has, unless the options say otherwise.
    this.readable = options.readable ?? isReadableNodeStream(stream);
    this.writable = options.writable ?? isWritableNodeStream(stream);
    // When 'close' will come, nothing is told before it. It comes after both sides, so it can be waited for only
    // when both sides are.
    this.closeComes = utils.willEmitClose(stream) && isReadableNodeStream(stream) === this.readable &&
      isWritableNodeStream(stream) === this.writable;
    this.finished = utils.isWritableFinished(stream, false);
    this.ended = utils.isReadableFinished(stream, false);
    this.listeners = [];
    this.abortListener = null;
    this.result = undefined;
  }

  start() {
    const { stream, options } = this;
    if (this.isOver()) {
      // The result is the one of this moment; it is told in the next tick.
      const error = this.result ?? undefined;
      if (options.error !== false) this.on(stream, 'error', () => {});
      process.nextTick(() => this.tell(error));
    } else if (options.signal?.aborted) {
      const error = new AbortError(undefined, { cause: options.signal.reason });
      process.nextTick(() => this.tell(error));
    } else {
      this.listen();
      if (options.signal) this.listenToSignal(options.signal);
    }
  }

  isOver() {
    const { stream } = this;
    const r = stream._readableState;
    const w = stream._writableState;
    if (utils.isClosed(stream)) {
      this.result = this.resultOfClose();
      return true;
    }
    this.result = this.errorOfStream();
    if (w?.errorEmitted || r?.errorEmitted) return !this.closeComes;
    return this.alreadyOver(r, w);
  }

  // Only one side is waited for, and it is over: no event will come that says so.
  alreadyOver(r, w) {
    const { stream, closeComes } = this;
    if (!this.readable && (!closeComes || utils.isReadable(stream)) &&
        (this.finished || utils.isWritable(stream) === false) && !w?.pendingcb) {
      return true;
    }
    if (!this.writable && (!closeComes || utils.isWritable(stream)) &&
        (this.ended || utils.isReadable(stream) === false)) {
      return true;
    }
    return Boolean(r && stream.req && stream.aborted);
  }

  listen() {
    const { stream } = this;
    const onFinish = () => this.onFinish();
    const onClose = () => this.onClose();
    if (utils.isRequest(stream)) {
      this.on(stream, 'complete', onFinish);
      if (!this.closeComes) this.on(stream, 'abort', onClose);
      const onRequest = () => this.on(stream.req, 'finish', onFinish);
      if (stream.req) onRequest();
      else this.on(stream, 'request', onRequest);
    } else if (this.writable && !stream._writableState) {
      // Streams of old do not say 'finish'.
      const onLegacyEnd = () => { if (!stream.writable) this.onFinish(); };
      this.on(stream, 'end', onLegacyEnd);
      this.on(stream, 'close', onLegacyEnd);
    }
    // Not all requests say 'close' after 'aborted'.
    if (!this.closeComes && typeof stream.aborted === 'boolean') this.on(stream, 'aborted', onClose);
    this.on(stream, 'end', () => this.onEnd());
    this.on(stream, 'finish', onFinish);
    if (this.options.error !== false) this.on(stream, 'error', (error) => this.tell(error));
    this.on(stream, 'close', onClose);
  }

  on(emitter, type, listener) {
    emitter.on(type, listener);
    this.listeners.push(emitter, type, listener);
  }

  listenToSignal(signal) {
    const onAbort = () => {
      const { callback } = this;
      this.stop();
      callback.call(this.stream, new AbortError(undefined, { cause: signal.reason }));
    };
    this.abortListener = require('events/static').addAbortListener(signal, onAbort);
  }

  onFinish() {
    this.finished = true;
    if (this.mustWaitForClose(this.stream.readable, this.readable)) return;
    if (!this.readable || this.ended) this.tell();
  }

  onEnd() {
    this.ended = true;
    if (this.mustWaitForClose(this.stream.writable, this.writable)) return;
    if (!this.writable || this.finished) this.tell();
  }

  mustWaitForClose(otherSideIsOpen, otherSideCounts) {
    // A stream that is destroyed before it has ended does things its own way: its 'close' may have been already.
    if (this.stream.destroyed) this.closeComes = false;
    return this.closeComes && (!otherSideIsOpen || otherSideCounts);
  }

  onClose() {
    this.tell(this.resultOfClose());
  }

  // What 'close' means: the error of the stream, or that it came before the end, or nothing.
  resultOfClose() {
    const { stream } = this;
    const error = this.errorOfStream();
    if (error) return error;
    const cutShort = (this.readable && !this.ended && isReadableNodeStream(stream, true) &&
                      !utils.isReadableFinished(stream, false)) ||
      (this.writable && !this.finished && !utils.isWritableFinished(stream, false));
    return cutShort ? new ERR_STREAM_PREMATURE_CLOSE() : undefined;
  }

  errorOfStream() {
    const error = utils.isWritableErrored(this.stream) || utils.isReadableErrored(this.stream);
    return error && typeof error !== 'boolean' ? error : undefined;
  }

  tell(error) {
    const { callback } = this;
    if (callback === null) return;
    this.callback = null;
    this.abortListener?.[Symbol.dispose]();
    if (error === undefined) callback.call(this.stream);
    else callback.call(this.stream, error);
  }

  stop() {
    this.callback = null;
    this.abortListener?.[Symbol.dispose]();
    const { listeners } = this;
    for (let i = 0; i < listeners.length; i += 3) listeners[i].removeListener(listeners[i + 1], listeners[i + 2]);
    this.listeners = [];
  }
}

// The same as a promise.
function finished(stream, options) {
  let autoCleanup = false;
  if (options?.cleanup) {
    validateBoolean(options.cleanup, 'cleanup');
    autoCleanup = options.cleanup;
  }
  return new Promise((resolve, reject) => {
    const stop = eos(stream, options ?? {}, (error) => {
      if (autoCleanup) stop();
      if (error) reject(error);
      else resolve();
    });
  });
}

module.exports = { eos, finished };
