// Paths as programs give them: strings, Buffers, or file: URLs.

const { codes } = require('internal/errors');

// An object of the class URL, by whatever realm or library; not the ones that url.parse makes.
function isUrl(value) {
  return Boolean(value?.href && value.protocol && value.auth === undefined && value.path === undefined);
}

exports.toPathIfFileURL = function toPathIfFileURL(value) {
  return typeof value !== 'string' && isUrl(value) ? require('url/files').fileURLToPath(value) : value;
};

// The path as a string or as bytes, after it has been checked.
exports.checkedPath = function checkedPath(value, name = 'path') {
  const path = exports.toPathIfFileURL(value);
  if (typeof path === 'string') {
    if (path.includes('\0')) refuseNull(name, path);
  } else if (path instanceof Uint8Array) {
    if (path.includes(0)) refuseNull(name, path);
  } else {
    throw new codes.ERR_INVALID_ARG_TYPE(name, ['string', 'Buffer', 'URL'], value);
  }
  return path;
};

function refuseNull(name, path) {
  throw new codes.ERR_INVALID_ARG_VALUE(name, path, 'must be a string, Uint8Array, or URL without null bytes');
}

// A folder's path and a name in it, where either may be bytes.
exports.joinPath = function joinPath(folder, name) {
  if (typeof folder === 'string' && typeof name === 'string') return require('path').join(folder, name);
  const { Buffer } = require('buffer');
  const bytes = (part) => (typeof part === 'string' ? Buffer.from(part) : part);
  return Buffer.concat([bytes(folder), Buffer.from('/'), bytes(name)]);
};
