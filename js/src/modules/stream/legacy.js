// Stream, the class before Readable and Writable: an emitter with a pipe() that knows only write, end, pause, resume.

const { EventEmitter } = require('events/emitter');

function Stream(options) {
  EventEmitter.call(this, options);
}
Object.setPrototypeOf(Stream.prototype, EventEmitter.prototype);
Object.setPrototypeOf(Stream, require('events'));

Stream.prototype.pipe = function pipe(dest, options) {
  const source = this;

  function onData(chunk) {
    if (dest.writable && dest.write(chunk) === false && source.pause) source.pause();
  }
  function onDrain() {
    if (source.readable && source.resume) source.resume();
  }
  let told = false;
  function onEnd() {
    if (told) return;
    told = true;
    dest.end();
  }
  function onClose() {
    if (told) return;
    told = true;
    if (typeof dest.destroy === 'function') dest.destroy();
  }
  // An error ends the pipe and still is the program's business.
  function onError(error) {
    cleanUp();
    if (EventEmitter.prototype.listenerCount.call(this, 'error') === 0) this.emit('error', error);
  }
  function cleanUp() {
    source.removeListener('data', onData);
    dest.removeListener('drain', onDrain);
    source.removeListener('end', onEnd);
    source.removeListener('close', onClose);
    source.removeListener('error', onError);
    dest.removeListener('error', onError);
    source.removeListener('end', cleanUp);
    source.removeListener('close', cleanUp);
    dest.removeListener('close', cleanUp);
  }

  source.on('data', onData);
  dest.on('drain', onDrain);
  if (!dest._isStdio && (!options || options.end !== false)) {
    source.on('end', onEnd);
    source.on('close', onClose);
  }
  prependListener(source, 'error', onError);
  prependListener(dest, 'error', onError);
  source.on('end', cleanUp);
  source.on('close', cleanUp);
  dest.on('close', cleanUp);
  dest.emit('pipe', source);
  return dest;
};


// The events that Node tells first and in this order, whenever their listeners came.
const FIRST = ['close', 'error', 'prefinish', 'finish', 'drain', 'data', 'end', 'readable'];

Stream.prototype.eventNames = function eventNames() {
  const names = EventEmitter.prototype.eventNames.call(this);
  const first = FIRST.filter((name, i) => names.includes(name) &&
    (i < 2 ? this._readableState || this._writableState : i < 5 ? this._writableState : this._readableState));
  return first.concat(names.filter((name) => !first.includes(name)));
};

// Adds a listener before all others, also to emitters that are not ours and may lack the method.
function prependListener(emitter, type, listener) {
  if (typeof emitter.prependListener === 'function') return emitter.prependListener(type, listener);
  const existing = emitter._events?.[type];
  if (existing === undefined) emitter.on(type, listener);
  else if (Array.isArray(existing)) existing.unshift(listener);
  else emitter._events[type] = [listener, existing];
  return emitter;
}

module.exports = { Stream, prependListener };
