// util.inspect: any value as a text that tells as much of it as fits. The work is done in internal/inspect/*;
// internal/format is the way to it for texts with placeholders.

const { customInspectSymbol } = require('internal/util');
const { applyOptions, defaultOptions, makeContext, setDefaultOptions } = require('internal/inspect/options');
const { formatValue } = require('internal/inspect/value');
const { format, formatWithOptions, setDefaults } = require('internal/format');

setDefaults(defaultOptions);

// Colours are made when somebody wants some.
const palette = () => require('internal/inspect/colors');
const stylizeNoColor = (text) => text;

// Once the options were arguments: inspect(value, showHidden, depth, colors).
function inspect(value, /* options or showHidden */ options, depth, useColors) {
  const ctx = makeContext(stylizeNoColor);
  if (depth !== undefined) ctx.depth = depth;
  if (useColors !== undefined) ctx.colors = useColors;
  if (typeof options === 'boolean') ctx.showHidden = options;
  else if (options) applyOptions(ctx, options);
  if (ctx.colors) ctx.stylize = palette().stylizeWithColor;
  ctx.maxArrayLength ??= Infinity;
  ctx.maxStringLength ??= Infinity;
  return formatValue(ctx, value, 0);
}

inspect.custom = customInspectSymbol;
Object.defineProperty(inspect, 'defaultOptions', {
  get: () => defaultOptions,
  set: setDefaultOptions,
});
for (const name of ['colors', 'styles']) {
  Object.defineProperty(inspect, name, {
    get: () => palette()[name],
    set(value) { palette()[name] = value; },
    enumerable: true,
    configurable: true,
  });
}

module.exports = {
  inspect,
  inspectDefaultOptions: defaultOptions,
  format,
  formatWithOptions,
  get stylizeWithColor() { return palette().stylizeWithColor; },
  get getStringWidth() { return require('internal/string_width').getStringWidth; },
  get stripVTControlCharacters() { return require('internal/string_width').stripVTControlCharacters; },
  get identicalSequenceRange() { return require('internal/inspect/frames').sharedRange; },
};
