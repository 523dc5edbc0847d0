// The room `querystring`. Users may replace `escape` and `unescape`, so they are always called through the
// exports.

const { codes } = require('internal/errors');

const QueryString = module.exports = {
  unescapeBuffer,
  unescape,
  escape,
  stringify,
  encode: stringify,
  parse,
  decode: parse,
};

// Percent signs that are not followed by two hexadecimal digits stay as they are.
function unescapeBuffer(text, decodeSpaces) {
  const { Buffer } = require('buffer');
  const bytes = Buffer.alloc(text.length);
  let length = 0;
  for (let i = 0; i < text.length; i++) {
    let code = text.charCodeAt(i);
    if (code === 0x2b /* + */ && decodeSpaces) {
      code = 0x20;
    } else if (code === 0x25 /* % */ && isEscape(text, i)) {
      code = Number.parseInt(text.slice(i + 1, i + 3), 16);
      i += 2;
    }
    bytes[length++] = code;
  }
  return bytes.subarray(0, length);
}

function isEscape(text, at) {
  return /^%[0-9a-f]{2}/i.test(text.slice(at, at + 3));
}

function unescape(text, decodeSpaces) {
  try {
    return decodeURIComponent(text);
  } catch {
    return QueryString.unescapeBuffer(text, decodeSpaces).toString();
  }
}

function escape(value) {
  const text = typeof value === 'object' ? String(value) : `${value}`;
  try {
    return encodeURIComponent(text);
  } catch {
    return encodeURIComponent(pairSurrogates(text));
  }
}

// Node takes whatever follows the half of a surrogate pair for the other half. At the end nothing follows.
function pairSurrogates(text) {
  return text.replace(/[\ud800-\udfff]([^]?)/g, (half, other) => {
    if (other === '') throw new codes.ERR_INVALID_URI();
    return String.fromCodePoint(0x10000 + ((half.charCodeAt(0) & 0x3ff) << 10 | other.charCodeAt(0) & 0x3ff));
  });
}

function textOf(value) {
  switch (typeof value) {
    case 'string': return value;
    case 'number': return Number.isFinite(value) ? `${value}` : '';
    case 'bigint': return `${value}`;
    case 'boolean': return value ? 'true' : 'false';
    default: return '';
  }
}

function stringify(object, separator, equals, options) {
  if (object === null || typeof object !== 'object') return '';
  const custom = options?.encodeURIComponent;
  const encode = typeof custom === 'function' ? custom : QueryString.escape;
  const pairs = [];
  for (const key of Object.keys(object)) {
    const name = encode(textOf(key)) + (equals || '=');
    const value = object[key];
    for (const one of Array.isArray(value) ? value : [value]) pairs.push(name + encode(textOf(one)));
  }
  return pairs.join(separator || '&');
}

const maxPairs = 1000;

function parse(text, separator, equals, options) {
  const result = { __proto__: null };
  if (typeof text !== 'string' || text === '') return result;
  const sign = equals ? String(equals) : '=';
  const custom = options?.decodeURIComponent;
  const decode = typeof custom === 'function' ? custom : QueryString.unescape;
  const limit = typeof options?.maxKeys === 'number' ? options.maxKeys : maxPairs;

  const parts = text.split(separator ? String(separator) : '&');
  // What stands behind the last separator is a pair only if it is not empty.
  if (parts[parts.length - 1] === '') parts.pop();
  const count = limit > 0 ? Math.min(limit, parts.length) : parts.length;
  for (let i = 0; i < count; i++) {
    const part = parts[i];
    if (part === '') continue;
    const at = part.indexOf(sign);
    const key = at === -1 ? part : part.slice(0, at);
    const value = at === -1 ? '' : part.slice(at + sign.length);
    add(result, decodePart(key, decode), decodePart(value, decode));
  }
  return result;
}

function decodePart(text, decode) {
  const isCustom = decode !== unescape;
  if (text.includes('+')) text = text.replaceAll('+', isCustom ? '%20' : ' ');
  if (text === '' || (!isCustom && !/%[0-9a-f]{2}/i.test(text))) return text;
  try {
    return decode(text);
  } catch {
    return QueryString.unescape(text, true);
  }
}

// A key that comes again makes a list.
function add(result, key, value) {
  const present = result[key];
  if (present === undefined) result[key] = value;
  else if (Array.isArray(present)) present.push(value);
  else result[key] = [present, value];
}
