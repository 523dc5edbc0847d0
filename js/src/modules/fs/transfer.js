// Reading and writing at a descriptor, with the several ways to say what and where.

const calls = require('fs/native');
const { codes } = require('internal/errors');
const { Buffer } = require('buffer');
const checks = require('fs/checks');
const { customPromisifyArgs, kEmptyObject } = require('internal/util');
const { validateBuffer, validateEncoding, validateInteger, validateObject, kValidateObjectAllowNullable } =
  require('internal/validators');

const PIECE = 16384;

// The natives know typed arrays: what a DataView shows is shown to them by one.
function flat(view) {
  return view instanceof DataView ? new Uint8Array(view.buffer, view.byteOffset, view.byteLength) : view;
}
exports.flat = flat;
const allFlat = (views) => (views.some((view) => view instanceof DataView) ? views.map(flat) : views);

// The part of a view to be filled, from an offset and a length or from an object that has them.
function partToRead(buffer, offset, length, position) {
  validateBuffer(buffer);
  if (offset === undefined || offset === null) offset = 0;
  else validateInteger(offset, 'offset', 0);
  length |= 0;
  if (length === 0) return { offset, length, position };
  if (buffer.byteLength === 0) {
    throw new codes.ERR_INVALID_ARG_VALUE('buffer', buffer, 'is empty and cannot be written');
  }
  checks.readRange(offset, length, buffer.byteLength);
  return { offset, length, position: checks.position(position, 'position', length) };
}
exports.partToRead = partToRead;

// The part of a view to be written.
function partToWrite(buffer, offset, length, position) {
  if (offset === undefined || offset === null) offset = 0;
  else validateInteger(offset, 'offset', 0);
  if (typeof length !== 'number') length = buffer.byteLength - offset;
  if (typeof position !== 'number') position = -1;
  checks.writeRange(offset, length, buffer.byteLength);
  return { offset, length, position };
}
exports.partToWrite = partToWrite;

// { buffer, offset, length, position }, in the form of the arguments.
function spread(options, buffer, isLoose = false) {
  if (options !== undefined && !isLoose) validateObject(options, 'options', kValidateObjectAllowNullable);
  const { offset = 0, length = buffer?.byteLength - offset, position = null } = options ?? kEmptyObject;
  return [offset, length, position];
}
exports.spread = spread;

exports.read = function read(fd, buffer, offset, length, position, callback) {
  fd = checks.checkFd(fd);
  if (arguments.length <= 4) {
    let options;
    if (arguments.length === 4) {
      // (fd, buffer, options, callback)
      options = offset;
      validateObject(options, 'options', kValidateObjectAllowNullable);
      callback = length;
    } else if (arguments.length === 3) {
      // (fd, buffer or options, callback)
      if (!ArrayBuffer.isView(buffer)) {
        options = buffer;
        ({ buffer = Buffer.alloc(PIECE) } = options ?? kEmptyObject);
      }
      callback = offset;
    } else {
      callback = buffer;
      buffer = Buffer.alloc(PIECE);
    }
    [offset, length, position] = spread(options, buffer);
  }
  validateBuffer(buffer);
  checks.checkCallback(callback);
  const part = partToRead(buffer, offset, length, position);
  if (part.length === 0) {
    process.nextTick(() => callback(null, 0, buffer));
    return;
  }
  calls.read(fd, flat(buffer), part.offset, part.length, part.position,
              (error, count) => callback(error, count || 0, buffer));
};

exports.readSync = function readSync(fd, buffer, offset, length, position) {
  fd = checks.checkFd(fd);
  validateBuffer(buffer);
  if (arguments.length <= 3 || (offset !== null && typeof offset === 'object')) {
    [offset, length, position] = spread(offset, buffer);
  }
  const part = partToRead(buffer, offset, length, position);
  if (part.length === 0) return 0;
  return calls.read(fd, flat(buffer), part.offset, part.length, part.position);
};

exports.write = function write(fd, buffer, offset, length, position, callback) {
  fd = checks.checkFd(fd);
  if (ArrayBuffer.isView(buffer)) {
    callback = checks.checkCallback(callback || position || length || offset);
    if (typeof offset === 'object' && offset !== null) [offset, length, position] = spread(offset, buffer, true);
    else if (typeof offset === 'function') offset = undefined;
    const part = partToWrite(buffer, offset, length, position);
    calls.write(fd, flat(buffer), part.offset, part.length, part.position,
                 (error, count) => callback(error, count || 0, buffer));
    return;
  }
  checks.data(buffer, 'buffer');
  // (fd, text, position, encoding, callback)
  let encoding = length;
  let place = offset;
  if (typeof length === 'function') {
    callback = length;
    encoding = 'utf8';
  } else if (typeof offset === 'function') {
    callback = offset;
    place = null;
    encoding = 'utf8';
  } else {
    callback = position;
  }
  validateEncoding(buffer, encoding);
  checks.checkCallback(callback);
  calls.writeText(fd, buffer, typeof place === 'number' ? place : -1, encoding,
                   (error, count) => callback(error, count || 0, buffer));
};

exports.writeSync = function writeSync(fd, buffer, offset, length, position) {
  fd = checks.checkFd(fd);
  if (ArrayBuffer.isView(buffer)) {
    if (typeof offset === 'object' && offset !== null) [offset, length, position] = spread(offset, buffer, true);
    const part = partToWrite(buffer, offset, length, position);
    return calls.write(fd, flat(buffer), part.offset, part.length, part.position);
  }
  checks.data(buffer, 'buffer');
  validateEncoding(buffer, length);
  return calls.writeText(fd, buffer, typeof offset === 'number' ? offset : -1, length);
};

function vector(name, run) {
  const later = (fd, buffers, position, callback) => {
    fd = checks.checkFd(fd);
    checks.views(buffers);
    callback = checks.checkCallback(callback || position);
    run(fd, allFlat(buffers), typeof position === 'number' ? position : -1,
        (error, count) => callback(error, count || 0, buffers));
  };
  const now = (fd, buffers, position) => {
    fd = checks.checkFd(fd);
    checks.views(buffers);
    return run(fd, allFlat(buffers), typeof position === 'number' ? position : -1);
  };
  const { named } = require('fs/faces');
  exports[name] = named(name, 4, later);
  exports[`${name}Sync`] = named(`${name}Sync`, 3, now);
}
vector('readv', calls.readv);
vector('writev', (fd, buffers, position, done) => {
  if (buffers.length > 0) return calls.writev(fd, buffers, position, done);
  if (done === undefined) return 0;
  process.nextTick(done, null, 0);
});

for (const [name, second] of [['read', 'buffer'], ['write', 'buffer'], ['readv', 'buffers'], ['writev', 'buffers']]) {
  const count = name.startsWith('read') ? 'bytesRead' : 'bytesWritten';
  Object.defineProperty(exports[name], customPromisifyArgs, { value: [count, second], enumerable: false });
}
