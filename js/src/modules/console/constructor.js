// console.Console: a console on streams of one's own.

const { codes } = require('internal/errors');
const { validateInteger, validateObject, validateOneOf } = require('internal/validators');
const { kIndentation, kIndentationWidth, kInspectOptions, kIsConsole, kWrite } = require('console/symbols');
const { methods } = require('console/methods');
const { writeLine } = require('console/write');

const maxGroupIndentation = 1000;
const kColorMode = Symbol('kColorMode');
const kOptionsByStream = Symbol('kOptionsByStream');

// Arguments: the options, or (stdout, stderr, ignoreErrors).
function Console(options) {
  if (new.target === undefined) return Reflect.construct(Console, arguments);
  if (!options || typeof options.write === 'function') {
    options = { stdout: options, stderr: arguments[1], ignoreErrors: arguments[2] };
  }
  const { stdout, stderr = stdout, ignoreErrors = true, colorMode = 'auto', groupIndentation = 2 } = options;
  checkStream(stdout, 'stdout');
  checkStream(stderr, 'stderr');
  validateOneOf(colorMode, 'colorMode', ['auto', true, false]);
  validateInteger(groupIndentation, 'groupIndentation', 0, maxGroupIndentation);
  const hidden = (value) => ({ value, writable: true, configurable: true });
  Object.defineProperties(this, {
    _stdout: hidden(stdout),
    _stderr: hidden(stderr),
    _ignoreErrors: hidden(Boolean(ignoreErrors)),
    _times: hidden(new Map()),
    [kColorMode]: hidden(colorMode),
    [kOptionsByStream]: hidden(optionsByStream(options, stdout, stderr)),
    [kIndentation]: hidden(''),
    [kIndentationWidth]: hidden(groupIndentation),
    [kIsConsole]: hidden(true),
    [Symbol.toStringTag]: { value: 'console', configurable: true },
  });
  // The methods work without their console. They are looked up on the instance, for the sake of subclasses.
  for (const key of Object.keys(Console.prototype)) {
    this[key] = this[key].bind(this);
    Object.defineProperty(this[key], 'name', { value: key });
  }
}

function checkStream(stream, name) {
  if (typeof stream?.write !== 'function') throw new codes.ERR_CONSOLE_WRITABLE_STREAM(name);
}

// The inspect options may differ between the streams: a Map from stream to options.
function optionsByStream({ inspectOptions, colorMode }, stdout, stderr) {
  if (inspectOptions === undefined) return undefined;
  validateObject(inspectOptions, 'options.inspectOptions');
  const map = inspectOptions instanceof Map ? inspectOptions :
    new Map([[stdout, inspectOptions], [stderr, inspectOptions]]);
  for (const { colors } of map.values()) {
    if (colors !== undefined && colorMode !== undefined) {
      throw new codes.ERR_INCOMPATIBLE_OPTION_PAIR('options.inspectOptions.color', 'colorMode');
    }
  }
  return map;
}

Object.defineProperties(Console.prototype, {
  [kWrite]: {
    value(fd, text) { writeLine(this, fd, fd === 1 ? this._stdout : this._stderr, text); },
    writable: true,
    configurable: true,
  },
  [kInspectOptions]: {
    value(fd) {
      const stream = fd === 1 ? this._stdout : this._stderr;
      const colorMode = this[kColorMode];
      const colors = colorMode === 'auto' ? require('internal/color_depth').shouldColorize(stream) : colorMode;
      const options = this[kOptionsByStream]?.get(stream);
      if (options === undefined) return colors ? { colors } : {};
      options.colors ??= colors;
      return options;
    },
    writable: true,
    configurable: true,
  },
});
Object.assign(Console.prototype, methods);

// The global console is one too, though this function never made it.
Object.defineProperty(Console, Symbol.hasInstance, { value: (instance) => instance[kIsConsole] });

exports.Console = Console;
