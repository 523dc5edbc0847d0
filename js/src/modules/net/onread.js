// The option onread: what is read goes into the program's own buffers. `rest` is what is left for when it resumes, and
// `ended` is true if the end comes behind it.
function checkOnRead({ buffer, callback }) {
  const next = typeof buffer === 'function' ? buffer : null;
  if (typeof callback !== 'function' || (next === null && !ArrayBuffer.isView(buffer))) return null;
  return { buffer: next === null ? buffer : next(), next, callback, paused: false, rest: null, ended: false };
}

// With onread: the program's own buffer, filled again and again, until it has had enough.
function readInto(socket, onread, chunk) {
  while (chunk.length > 0 && !onread.paused && !socket.destroyed) {
    const { buffer } = onread;
    const bytes = new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength);
    const part = chunk.subarray(0, bytes.length);
    bytes.set(part);
    chunk = chunk.subarray(part.length);
    const wantsMore = onread.callback.call(socket, part.length, buffer) !== false;
    if (onread.next !== null) onread.buffer = onread.next();
    if (!wantsMore) {
      onread.paused = true;
      if (socket._handle !== null) socket._handle.readStop();
    }
  }
  onread.rest = chunk.length > 0 ? chunk : null;
}

// It goes on with what it has left, and with the end that came behind it.
function resumeInto(socket, onread, onPeerEnd) {
  onread.paused = false;
  if (onread.rest !== null) {
    process.nextTick(() => {
      const { rest } = onread;
      if (rest !== null && !onread.paused) readInto(socket, onread, rest);
      if (onread.rest === null && onread.ended) onPeerEnd(socket);
    });
  }
}

// Whether the end of the stream must wait for what is left.
function keepsEnd(onread) {
  if (onread.rest === null) return false;
  onread.ended = true;
  return true;
}

module.exports = { checkOnRead, readInto, resumeInto, keepsEnd };
