// How the buffers that readers bring to a stream of bytes are filled: from the queue, or by the source itself.
//
// A buffer that waits is described by { buffer, bufferLength, offset, length, filled, least, elementSize, View, kind }.
// `filled` bytes are in it; at `least` bytes it may be given to the reader. `kind` is that of the reader: 'byob',
// 'default' (the buffer was allocated for it), or 'none' when the reader has let go.

const { codes: { ERR_INVALID_ARG_VALUE, ERR_INVALID_STATE } } = require('internal/errors');

function descriptor(buffer, offset, length, least, View, kind) {
  const elementSize = View.BYTES_PER_ELEMENT ?? 1;
  return { buffer, bufferLength: buffer.byteLength, offset, length, filled: 0, least, elementSize, View, kind };
}

// The class of a view, whatever its prototype says. A Buffer is filled as the Uint8Array that it is.
const tagOf = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(Uint8Array.prototype), Symbol.toStringTag).get;
const classes = new Map([
  Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array, Float32Array, Float64Array,
  BigInt64Array, BigUint64Array, globalThis.Float16Array ?? Float32Array,
].map((View) => [View.name, View]));
const classOf = (view) => classes.get(tagOf.call(view)) ?? DataView;

// A reader wants the view filled with at least `min` elements.
function pullInto(controller, view, min, request) {
  const { stream, pending } = controller;
  const View = classOf(view);
  const { byteOffset, byteLength } = view;
  let made;
  try {
    const least = min * (View.BYTES_PER_ELEMENT ?? 1);
    made = descriptor(view.buffer.transfer(), byteOffset, byteLength, least, View, 'byob');
  } catch (error) {
    request.error(error);
    return;
  }
  if (pending.length > 0) {
    pending.push(made);
    stream.reader.requests.push(request);
    return;
  }
  if (stream.state === 'closed') {
    request.close(new View(made.buffer, made.offset, 0));
    return;
  }
  if (controller.total > 0) {
    if (take(controller, made)) {
      const chunk = viewOf(made);
      controller.drained();
      request.chunk(chunk);
      return;
    }
    if (controller.closeRequested) {
      const error = new ERR_INVALID_STATE.TypeError('ReadableStream closed');
      controller.error(error);
      request.error(error);
      return;
    }
  }
  pending.push(made);
  stream.reader.requests.push(request);
  controller.callPullIfNeeded();
}

// What is filled of the buffer, as a view of the reader's kind.
function viewOf(made) {
  const { offset, filled, elementSize, View } = made;
  return new View(made.buffer.transfer(), offset, filled / elementSize);
}

// Moves bytes from the queue into the buffer, as many whole elements as there are. True if it has enough.
function take(controller, made) {
  const most = Math.min(controller.total, made.length - made.filled);
  const filled = made.filled + most;
  const whole = filled - (filled % made.elementSize);
  const ready = whole >= made.least;
  let left = ready ? whole - made.filled : most;
  while (left > 0) {
    const [head] = controller.queue;
    const count = Math.min(left, head.length);
    new Uint8Array(made.buffer, made.offset + made.filled, count)
      .set(new Uint8Array(head.buffer, head.offset, count));
    if (head.length === count) {
      controller.queue.shift();
    } else {
      head.offset += count;
      head.length -= count;
    }
    controller.total -= count;
    made.filled += count;
    left -= count;
  }
  return ready;
}

function shift(controller) {
  controller.invalidateByob();
  return controller.pending.shift();
}

function commit(stream, made) {
  const done = stream.state === 'closed';
  const view = viewOf(made);
  stream.fulfil(view, done);
}

// Fills the waiting buffers from the queue, as far as it goes.
function fromQueue(controller) {
  const ready = [];
  while (controller.pending.length > 0 && controller.total > 0) {
    const [first] = controller.pending;
    if (!take(controller, first)) break;
    shift(controller);
    ready.push(first);
  }
  for (const made of ready) commit(controller.stream, made);
}

// The reader of the first buffer has let go: what was written into it already goes to the queue.
function releaseFirst(controller) {
  const [first] = controller.pending;
  if (first.filled > 0) enqueueCopy(controller, first.buffer, first.offset, first.filled);
  shift(controller);
}

function enqueueCopy(controller, buffer, offset, length) {
  controller.put(buffer.slice(offset, offset + length), 0, length);
}

// The source has written `count` bytes into the first buffer.
function respond(controller, count) {
  const [first] = controller.pending;
  if (controller.stream.state === 'closed') {
    if (count !== 0) throw new ERR_INVALID_ARG_VALUE('bytesWritten', count);
  } else {
    if (count === 0) throw new ERR_INVALID_ARG_VALUE('bytesWritten', count);
    if (first.filled + count > first.length) throw new ERR_INVALID_ARG_VALUE.RangeError('bytesWritten', count);
  }
  first.buffer = first.buffer.transfer();
  responded(controller, count);
}

// The source has filled the first buffer through a view of its own on it.
function respondWithNewView(controller, view) {
  const { pending, stream } = controller;
  const [first] = pending;
  const { buffer, byteOffset, byteLength } = view;
  if (buffer.detached) throw new ERR_INVALID_STATE.TypeError('Viewed ArrayBuffer is detached');
  if (stream.state === 'closed') {
    if (byteLength !== 0) throw new ERR_INVALID_STATE.TypeError('View is not zero-length');
  } else if (byteLength === 0) {
    throw new ERR_INVALID_STATE.TypeError('View is zero-length');
  }
  if (first.offset + first.filled !== byteOffset || first.bufferLength !== buffer.byteLength ||
      first.filled + byteLength > first.length) {
    throw new ERR_INVALID_ARG_VALUE.RangeError('view', view);
  }
  first.buffer = buffer.transfer();
  responded(controller, byteLength);
}

function responded(controller, count) {
  controller.invalidateByob();
  if (controller.stream.state === 'closed') inClosed(controller);
  else inReadable(controller, count);
  controller.callPullIfNeeded();
}

function inClosed(controller) {
  const { stream, pending } = controller;
  if (pending[0].kind === 'none') shift(controller);
  const ready = [];
  while (ready.length < stream.waiting(true)) ready.push(shift(controller));
  for (const made of ready) commit(stream, made);
}

function inReadable(controller, count) {
  const [first] = controller.pending;
  first.filled += count;
  if (first.kind === 'none') {
    releaseFirst(controller);
    fromQueue(controller);
    return;
  }
  if (first.filled < first.least) return;
  shift(controller);
  // A part of an element stays for the next reader.
  const rest = first.filled % first.elementSize;
  if (rest > 0) {
    const end = first.offset + first.filled;
    enqueueCopy(controller, first.buffer, end - rest, rest);
  }
  first.filled -= rest;
  commit(controller.stream, first);
  fromQueue(controller);
}

module.exports = { descriptor, pullInto, shift, fromQueue, releaseFirst, respond, respondWithNewView };
