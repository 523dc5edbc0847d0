// The pattern of one component of a URL as a list of parts, and what is made of these: a regular expression, and the
// pattern again in its shortest form.
//
// A part is { type, value, modifier, name, prefix, suffix }. Its type is 'text' (value), 'expression' (value), 'segment'
// (all up to the next delimiter) or 'wildcard' (all). The modifier is '', '?', '*' or '+'.

const { isNameCharacter, tokenize } = require('url/pattern/tokens');

// Every sign by its number: the engine takes some of them, as `-` and `::`, for operations on sets also where there is no
// set.
const escapeExpression = (text) => text.replace(/[!-/:-@[-`{-~]/g, (sign) => `\\x${sign.charCodeAt(0).toString(16)}`);
const escapePattern = (text) => text.replace(/[+*?:{}()\\]/g, '\\$&');

// One delimiter separates segments, and a prefix belongs to the part behind it: `/:name?` is optional with its slash.
const segmentExpression = ({ delimiter }) => `[^${delimiter === '' ? '' : `\\${delimiter}`}]+?`;

// `encode` brings the fixed texts into the form that they have in a parsed URL.
function parseParts(pattern, options, encode) {
  const tokens = tokenize(Array.from(pattern), false);
  const segment = segmentExpression(options);
  const parts = [];
  const names = new Set();
  let unnamed = 0;
  let fixed = '';
  let index = 0;

  const take = (...types) => (types.includes(tokens[index].type) ? tokens[index++] : undefined);
  const takeExpression = (name) => take('expression') ?? (name === undefined ? take('asterisk') : undefined);
  const takeModifier = () => take('modifier', 'asterisk')?.value ?? '';

  function need(type) {
    if (take(type) === undefined) throw new TypeError(`The pattern has ${tokens[index].type} where ${type} belongs`);
  }

  function takeText() {
    let text = '';
    for (let token; (token = take('char', 'escaped')) !== undefined;) text += token.value;
    return text;
  }

  function addFixed() {
    if (fixed === '') return;
    const value = encode(fixed);
    fixed = '';
    parts.push({ type: 'text', value, modifier: '', name: '', prefix: '', suffix: '' });
  }

  function addPart(prefix, name, expression, suffix, modifier) {
    if (name === undefined && expression === undefined) {
      if (modifier === '') {
        fixed += prefix;
        return;
      }
      addFixed();
      if (prefix !== '') parts.push({ type: 'text', value: encode(prefix), modifier, name: '', prefix: '', suffix: '' });
      return;
    }
    addFixed();
    const { type, value } = kindOf(expression, segment);
    const called = name?.value ?? String(unnamed++);
    if (names.has(called)) throw new TypeError(`The pattern has two groups that are called ${called}`);
    names.add(called);
    parts.push({ type, value, modifier, name: called, prefix: encode(prefix), suffix: encode(suffix) });
  }

  while (index < tokens.length) {
    const char = take('char');
    const name = take('name');
    const expression = takeExpression(name);
    if (name !== undefined || expression !== undefined) {
      let prefix = char?.value ?? '';
      if (prefix !== options.prefix) {
        fixed += prefix;
        prefix = '';
      }
      addFixed();
      addPart(prefix, name, expression, '', takeModifier());
      continue;
    }
    const literal = char ?? take('escaped');
    if (literal !== undefined) {
      fixed += literal.value;
    } else if (take('open') !== undefined) {
      const prefix = takeText();
      const inner = take('name');
      const innerExpression = takeExpression(inner);
      const suffix = takeText();
      need('close');
      addPart(prefix, inner, innerExpression, suffix, takeModifier());
    } else {
      addFixed();
      need('end');
    }
  }
  return parts;
}

function kindOf(expression, segment) {
  if (expression === undefined || expression.value === segment) return { type: 'segment', value: '' };
  if (expression.type === 'asterisk' || expression.value === '.*') return { type: 'wildcard', value: '' };
  return { type: 'expression', value: expression.value };
}

const expressionOf = ({ type, value }, options) =>
  ({ segment: segmentExpression(options), wildcard: '.*' })[type] ?? withoutDashes(value);

// The same for the `-` of a program's own expression, outside its sets.
function withoutDashes(source) {
  let depth = 0;
  return source.replace(/\\.|\(\?[a-z]*-[a-z]+:|[[\]-]/g, (piece) => {
    if (piece === '[') depth++;
    else if (piece === ']') depth--;
    return piece === '-' && depth <= 0 ? '\\x2d' : piece;
  });
}

// The source of a regular expression for the parts, with a group for each that is not fixed, in their order.
function toExpression(parts, options) {
  let source = '^';
  for (const part of parts) {
    const { type, value, modifier } = part;
    if (type === 'text') {
      source += modifier === '' ? escapeExpression(value) : `(?:${escapeExpression(value)})${modifier}`;
      continue;
    }
    const inner = expressionOf(part, options);
    const once = modifier === '' || modifier === '?';
    const prefix = escapeExpression(part.prefix);
    const suffix = escapeExpression(part.suffix);
    if (prefix === '' && suffix === '') {
      source += once ? `(${inner})${modifier}` : `((?:${inner})${modifier})`;
    } else if (once) {
      source += `(?:${prefix}(${inner})${suffix})${modifier}`;
    } else {
      // The group has what is between the first prefix and the last suffix.
      source += `(?:${prefix}((?:${inner})(?:${suffix}${prefix}(?:${inner}))*)${suffix})${modifier === '*' ? '?' : ''}`;
    }
  }
  return `${source}$`;
}

const hasOwnName = (part) => !/^\d/.test(part.name);

function toPattern(parts, options) {
  let text = '';
  for (const [index, part] of parts.entries()) {
    if (part.type === 'text') {
      text += part.modifier === '' ? escapePattern(part.value) : `{${escapePattern(part.value)}}${part.modifier}`;
      continue;
    }
    const braces = needsBraces(part, parts[index - 1], parts[index + 1], options);
    const inner = escapePattern(part.prefix) + bodyOf(part, parts[index - 1], braces, options) + escapePattern(part.suffix);
    text += (braces ? `{${inner}}` : inner) + part.modifier;
  }
  return text;
}

// Whether a part would be read otherwise without braces around it.
function needsBraces(part, previous, next, { prefix }) {
  if (part.suffix !== '' || (part.prefix !== '' && part.prefix !== prefix)) return true;
  if (hasOwnName(part) && part.type === 'segment' && part.modifier === '' && next !== undefined &&
      next.prefix === '' && next.suffix === '') {
    if (next.type === 'text' ? startsLikeName(next.value) : !hasOwnName(next)) return true;
  }
  return part.prefix === '' && prefix !== '' && previous?.type === 'text' && previous.value.endsWith(prefix);
}

const startsLikeName = (text) => text !== '' && isNameCharacter(String.fromCodePoint(text.codePointAt(0)), false);

function bodyOf(part, previous, braces, options) {
  const named = hasOwnName(part);
  const name = named ? `:${part.name}` : '';
  if (part.type === 'expression') return `${name}(${part.value})`;
  if (part.type === 'segment') {
    if (!named) return `(${segmentExpression(options)})`;
    return startsLikeName(part.suffix) ? `${name}\\` : name;
  }
  const clear = !named && (previous === undefined || previous.type === 'text' || previous.modifier !== '' ||
    braces || part.prefix !== '');
  return clear ? '*' : `${name}(.*)`;
}

module.exports = { parseParts, toExpression, toPattern, escapePattern };
