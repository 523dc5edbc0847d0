// Puts one coded error together: the class for its base, the text for its code, and the code itself.

const messages = require('internal/errors/messages');
const texts = require('internal/errors/texts');
const { kIsNodeError } = require('internal/errors');

const bases = { TypeError, RangeError, SyntaxError, URIError, Error };
const classes = {};

exports.build = function build(code, otherBase, args) {
  const text = texts[code];
  const declared = text === undefined ? baseOfMessage(code) : text.base;
  if (declared === 'SystemError') {
    return require('internal/errors/system').systemError(code, messages.SystemError[code], args[0]);
  }
  const base = otherBase ?? declared;
  const NodeError = classes[base] ?? (classes[base] = makeClass(bases[base]));
  if (text === undefined) {
    const error = new NodeError(fill(messages[base]?.[code] ?? messages[declared][code], args));
    error.code = code;
    return error;
  }
  // These texts are functions, which may also put properties on the error.
  const error = new NodeError();
  error.code = code;
  const message = text.text.apply(error, args);
  Object.defineProperty(error, 'message', { value: message, writable: true, configurable: true });
  return error;
};

function baseOfMessage(code) {
  for (const base in messages) {
    if (Object.hasOwn(messages[base], code)) return base;
  }
  throw new Error(`No text is known for the error code ${code}`);
}

function fill(message, args) {
  if (args.length === 0) return message;
  return require('internal/format').format(message, ...args);
}

// The error's `constructor` is the plain class, as in Node: what differs is the head line of its stack.
function makeClass(Base) {
  return class NodeError extends Base {
    get ['constructor']() { return Base; }
    get [kIsNodeError]() { return true; }
    toString() { return `${this.name} [${this.code}]: ${this.message}`; }
  };
}
