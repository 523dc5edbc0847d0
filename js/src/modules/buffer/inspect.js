// How util.inspect shows a Buffer.

exports.inspectBuffer = function inspectBuffer(buffer, maxBytes, ctx) {
  const shown = Math.min(maxBytes, buffer.length);
  const left = buffer.length - maxBytes;
  let text = native.text(buffer, 4, 0, shown).replace(/(..)(?=.)/g, '$1 ');
  if (left > 0) text += ` ... ${left} more byte${left > 1 ? 's' : ''}`;
  const extras = ctx ? inspectExtras(buffer, ctx) : '';
  if (extras !== '') text += buffer.length !== 0 ? `, ${extras}` : extras;
  return `<${constructorName(buffer)} ${text}>`;
};

function constructorName(buffer) {
  try {
    const { constructor } = buffer;
    if (typeof constructor === 'function' && Object.hasOwn(constructor, 'name')) return constructor.name;
  } catch {
    // A getter that throws says nothing about the bytes.
  }
  return 'Buffer';
}

// The properties that somebody hung on the Buffer, as an object literal shows them, without its braces.
function inspectExtras(buffer, ctx) {
  const keys = require('internal/engine_view').keysBesideIndices(buffer, !ctx.showHidden);
  if (keys.length === 0) return '';
  const extras = { __proto__: null };
  for (const key of keys) extras[key] = buffer[key];
  const { inspect } = require('internal/inspect');
  const text = inspect(extras, { ...ctx, breakLength: Infinity, compact: true });
  return text.slice(text.indexOf('{') + 2, -2);
}
