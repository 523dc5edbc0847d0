// FileHandle.readableWebStream: a file as a stream of the Web's kind.

const { codes } = require('internal/errors');
const { validateBoolean, validateObject } = require('internal/validators');
const { kRef, kUnref } = require('fs/file_handle');

const taken = new WeakSet();

exports.readableWebStream = function readableWebStream(handle, options) {
  validateObject(options, 'options');
  const { autoClose = false } = options;
  validateBoolean(autoClose, 'options.autoClose');
  if (handle.fd === -1) throw new codes.ERR_INVALID_STATE('The FileHandle is closed');
  if (taken.has(handle)) throw new codes.ERR_INVALID_STATE('The FileHandle is locked');
  const { ReadableStream } = require('stream/web/readable');
  taken.add(handle);
  handle[kRef]();
  const end = async () => {
    handle[kUnref]();
    if (autoClose) await handle.close();
  };
  const stream = new ReadableStream({
    type: 'bytes',
    autoAllocateChunkSize: 16384,
    async pull(controller) {
      const view = controller.byobRequest.view;
      const { bytesRead } = await handle.read(view, 0, view.byteLength);
      if (bytesRead === 0) {
        controller.close();
        await end();
      }
      controller.byobRequest.respond(bytesRead);
    },
    cancel: end,
  });
  // Whoever closes the file ends the stream, also for a reader that waits.
  const { kState, handled } = require('stream/web/common');
  handle.once('close', () => handled(stream[kState].cancel()));
  return stream;
};
