// util.styleText: a text between the control sequences of its styles.

const { codes } = require('internal/errors');
const { colors } = require('internal/inspect/colors');
const { validateBoolean, validateObject, validateOneOf, validateString } = require('internal/validators');

const sequence = (code) => `\u001b[${code}m`;

exports.styleText = function styleText(format, text, options) {
  validateString(text, 'text');
  if (options !== undefined) validateObject(options, 'options');
  const validateStream = options?.validateStream ?? true;
  validateBoolean(validateStream, 'options.validateStream');
  const isPlain = validateStream && !streamHasColors(options?.stream ?? process.stdout);

  let open = '';
  let close = '';
  let styled = text;
  for (const name of Array.isArray(format) ? format : [format]) {
    if (name === 'none') continue;
    const style = styleOf(name);
    open += style.open;
    close = style.close + close;
    styled = keepInside(styled, style);
  }
  return isPlain ? text : open + styled + close;
};

function streamHasColors(stream) {
  const isStream = stream !== null && typeof stream === 'object' &&
    (typeof stream.pipe === 'function' || typeof stream.write === 'function' ||
     typeof stream.getReader === 'function' || typeof stream.getWriter === 'function');
  if (!isStream) {
    throw new codes.ERR_INVALID_ARG_TYPE('stream', ['ReadableStream', 'WritableStream', 'Stream'], stream);
  }
  return require('internal/color_depth').shouldColorize(stream);
}

function styleOf(name) {
  if (typeof name === 'string' && name.startsWith('#')) return hexStyle(name);
  const pair = colors[name];
  if (pair === undefined) validateOneOf(name, 'format', Object.getOwnPropertyNames(colors));
  // Bold and dim are switched off by the same code: the other one must be kept alive.
  return { open: sequence(pair[0]), close: sequence(pair[1]), keepClose: name === 'bold' || pair[0] === 2 };
}

// '#f80' or '#ff8800'
function hexStyle(name) {
  if (!/^#(?:[0-9a-f]{3}|[0-9a-f]{6})$/i.test(name)) {
    throw new codes.ERR_INVALID_ARG_VALUE('format', name, 'must be a valid hex color (#RGB or #RRGGBB)');
  }
  const digits = name.length === 4 ? name.replace(/[^#]/g, '$&$&') : name;
  const parts = [1, 3, 5].map((at) => Number.parseInt(digits.slice(at, at + 2), 16));
  return { open: sequence(`38;2;${parts.join(';')}`), close: sequence(39), keepClose: false };
}

// Where an inner style ends, the outer one begins again, but for the very end.
function keepInside(text, { open, close, keepClose }) {
  const reopened = keepClose ? close + open : open;
  const parts = text.split(close);
  const last = parts.pop();
  if (parts.length === 0) return last;
  if (last === '') return parts.join(reopened) + close;
  return `${parts.join(reopened)}${reopened}${last}`;
}
