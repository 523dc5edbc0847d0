// Streams that are handed over to the other side of a port. The stream stays where it is, locked, and a pipe runs to
// one on the other side; its chunks are copied as messages are.

const { clone, dataCloneError } = require('internal/clone');
const { handled, kState } = require('stream/web/common');

const ALL = { preventAbort: false, preventCancel: false, preventClose: false, signal: undefined };

function checkUnlocked(kind, ...states) {
  if (states.some((state) => state.locked)) throw dataCloneError(`Cannot transfer a locked ${kind}`);
}

const sent = (value) => clone(value).value;

function crossing() {
  const { TransformStream } = require('stream/web/transform');
  return new TransformStream({
    transform(chunk, controller) { controller.enqueue(sent(chunk)); },
  }, undefined, { highWaterMark: 0 });
}

// The stream for the other side; with `check`, only whether there can be one.
function readable(state, check) {
  checkUnlocked('ReadableStream', state);
  if (check !== undefined) return undefined;
  const { readable: there, writable: here } = crossing();
  pipe(state, here[kState]);
  return there;
}

function writable(state, check) {
  checkUnlocked('WritableStream', state);
  if (check !== undefined) return undefined;
  const { readable: here, writable: there } = crossing();
  pipe(here[kState], state);
  return there;
}

function pipe(from, to) {
  handled(require('stream/web/pipe').pipe(from, to, ALL));
}

function transform(state, check) {
  checkUnlocked('TransformStream', state.readable, state.writable);
  if (check !== undefined) return undefined;
  return require('stream/web/transform').joined(readable(state.readable), writable(state.writable));
}

module.exports = { readable, writable, transform };
