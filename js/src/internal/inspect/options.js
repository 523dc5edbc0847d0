// The options of inspect: their defaults, and how they are handed to an object's own method.

const defaultOptions = Object.seal({
  showHidden: false,
  depth: 2,
  colors: false,
  customInspect: true,
  showProxy: false,
  maxArrayLength: 100,
  maxStringLength: 10000,
  breakLength: 80,
  compact: 3,
  sorted: false,
  getters: false,
  numericSeparator: false,
});
exports.defaultOptions = defaultOptions;
const { ownKeys } = require('internal/util');
const names = ownKeys(defaultOptions);

exports.setDefaultOptions = function setDefaultOptions(options) {
  require('internal/validators').validateObject(options, 'options');
  return Object.assign(defaultOptions, options);
};

// The state of one call of inspect begins with its options.
exports.makeContext = function makeContext(stylize) {
  return {
    budget: {},
    indentationLvl: 0,
    seen: [],
    currentDepth: 0,
    stylize,
    ...defaultOptions,
  };
};

exports.applyOptions = function applyOptions(ctx, options) {
  for (const key of ownKeys(options)) {
    if (key === 'stylize' || Object.hasOwn(defaultOptions, key)) ctx[key] = options[key];
    // What is not ours may be meant for an object's own method.
    else ctx.userOptions ??= options;
  }
};

exports.optionsForUser = function optionsForUser(ctx, isForeign) {
  const options = { stylize: ctx.stylize };
  for (const name of names) options[name] = ctx[name];
  Object.assign(options, ctx.userOptions);
  return isForeign ? withoutObjects(options, ctx) : options;
};

// An object of another world must not get hold of ours through the options.
function withoutObjects(options, ctx) {
  Object.setPrototypeOf(options, null);
  for (const key of Object.keys(options)) {
    const value = options[key];
    if ((typeof value === 'object' && value !== null) || typeof value === 'function') delete options[key];
  }
  options.stylize = Object.setPrototypeOf((value, style) => {
    try {
      return `${ctx.stylize(value, style)}`;
    } catch {
      return value;
    }
  }, null);
  return options;
}
