// Streams that are handed over to the other side of a port. The stream stays where it is, locked, and a pipe runs to
// one on the other side; its chunks are copied as messages are.

const { clone, dataCloneError } = require('internal/clone');
const { handled, kState } = require('stream/web/common');

const ALL = { preventAbort: false, preventCancel: false, preventClose: false, signal: undefined };

function checkUnlocked(kind, ...states) {
  if (states.some((state) => state.locked)) throw dataCloneError(`Cannot transfer a locked ${kind}`);
}

const sent = (value) => clone(value).value;

// A reason that cannot be sent has another one for it: why not.
function told(reason) {
  try {
    return sent(reason);
  } catch (error) {
    return error;
  }
}

// What is written here is read there, when it is wanted there. The end takes a tick for its way, so that it is heard of
// there after all is done here.
function crossing() {
  let wanted = Promise.withResolvers();
  let there;
  let here;
  let gone = false;
  const { ReadableStream } = require('stream/web/readable');
  const { WritableStream } = require('stream/web/writable');
  const readable = new ReadableStream({
    start(controller) { there = controller; },
    pull() { wanted.resolve(); },
    cancel(reason) {
      gone = true;
      here.error(told(reason));
      wanted.resolve();
    },
  }, { highWaterMark: 0 });
  const writable = new WritableStream({
    start(controller) { here = controller; },
    async write(chunk) {
      await wanted.promise;
      wanted = Promise.withResolvers();
      try {
        there.enqueue(sent(chunk));
      } catch (error) {
        there.error(error);
        throw error;
      }
    },
    close() {
      process.nextTick(() => {
        if (!gone) there.close();
      });
    },
    abort(reason) { process.nextTick(() => there.error(told(reason))); },
  });
  return { readable, writable };
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
