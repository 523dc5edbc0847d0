// Files as `file:` URLs, and back.

const {
  codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_FILE_URL_HOST, ERR_INVALID_FILE_URL_PATH, ERR_INVALID_URL_SCHEME },
} = require('internal/errors');
const { URL, isURL } = require('url/whatwg');

// Objects of another library's class URL count, too; what url.parse makes does not.
function looksLikeURL(value) {
  return isURL(value) || Boolean(value?.href && value.protocol && value.auth === undefined && value.path === undefined);
}

function fileURLOf(value) {
  const url = typeof value === 'string' ? new URL(value) : value;
  if (!looksLikeURL(url)) throw new ERR_INVALID_ARG_TYPE('path', ['string', 'URL'], value);
  if (url.protocol !== 'file:') throw new ERR_INVALID_URL_SCHEME('file');
  return url;
}

function windowsPathOf(url, decode) {
  const path = url.pathname.replaceAll('/', '\\');
  if (/%2f|%5c/i.test(path)) {
    throw new ERR_INVALID_FILE_URL_PATH('must not include encoded \\ or / characters', url);
  }
  if (url.hostname !== '') return decode(`\\\\${require('url').domainToUnicode(url.hostname)}${path}`);
  if (!/^\\[a-z]:/i.test(path)) throw new ERR_INVALID_FILE_URL_PATH('must be absolute', url);
  return decode(path.slice(1));
}

function posixPathOf(url, decode) {
  if (url.hostname !== '') throw new ERR_INVALID_FILE_URL_HOST(process.platform);
  if (/%2f/i.test(url.pathname)) throw new ERR_INVALID_FILE_URL_PATH('must not include encoded / characters', url);
  return decode(url.pathname);
}

function fileURLToPath(path, options = undefined) {
  const url = fileURLOf(path);
  return options?.windows ? windowsPathOf(url, decodeURIComponent) : posixPathOf(url, decodeURIComponent);
}

// Paths are bytes, which need not be text.
function bytesOf(path) {
  const { Buffer } = require('buffer');
  const plain = Buffer.from(path);
  const bytes = Buffer.allocUnsafe(plain.length);
  let length = 0;
  for (let i = 0; i < plain.length; i++) {
    const hex = plain[i] === 0x25 ? plain.latin1Slice(i + 1, i + 3) : '';
    if (/^[0-9a-f]{2}$/i.test(hex)) {
      bytes[length++] = Number.parseInt(hex, 16);
      i += 2;
    } else {
      bytes[length++] = plain[i];
    }
  }
  return bytes.subarray(0, length);
}

function fileURLToPathBuffer(path, options = undefined) {
  const url = fileURLOf(path);
  return options?.windows ? windowsPathOf(url, bytesOf) : posixPathOf(url, bytesOf);
}

// What has a meaning in URLs, or is taken out of them, and has none in paths.
const ESCAPED = /[%\\\n\r\t?#]/g;
const escaped = (character) => `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;

function pathToFileURL(filepath, options = undefined) {
  const { windows, posix } = require('path');
  if (typeof filepath !== 'string') throw new ERR_INVALID_ARG_TYPE('path', 'string', filepath);
  if (options?.windows) return windowsURLOf(filepath, require('path').win32 ?? windows);
  let path = (posix ?? require('path')).resolve(filepath);
  if (filepath.endsWith('/') && !path.endsWith('/')) path += '/';
  return new URL(`file://${path.replace(ESCAPED, escaped)}`);
}

function windowsURLOf(filepath, win32) {
  const unc = /^\\\\(?!\?\\)([^\\]+)\\/.exec(filepath) ?? /^\\\\\?\\UNC\\([^\\]+)\\/i.exec(filepath);
  let path = filepath;
  if (unc !== null) {
    path = filepath.slice(unc[0].length - 1);
    const url = new URL('file://');
    url.hostname = require('url').domainToASCII(unc[1]);
    url.pathname = path.replaceAll('\\', '/').replace(/[%\n\r\t?#]/g, escaped);
    return url;
  }
  path = win32.resolve(filepath);
  if (/[\\/]$/.test(filepath) && !path.endsWith('\\')) path += '\\';
  return new URL(`file:///${path.replaceAll('\\', '/').replace(/[%\n\r\t?#]/g, escaped)}`);
}

module.exports = { fileURLToPath, fileURLToPathBuffer, pathToFileURL };
