// The tokens of a pattern: { type, index, value }, with the place as a number of code points.

const NAME_START = /[\p{ID_Start}$_]/u;
const NAME_PART = /[\p{ID_Continue}$\u200c\u200d]/u;

const isNameCharacter = (character, first) => (first ? NAME_START : NAME_PART).test(character);

const SIGNS = { '*': 'asterisk', '+': 'modifier', '?': 'modifier', '{': 'open', '}': 'close' };

// What cannot be a token is an error; or, for a whole URL, a token of its own type, which may still be of no harm.
function tokenize(characters, lenient) {
  const tokens = [];
  let index = 0;

  // Puts in what is between `from` and `to`, and goes on at `next`.
  function add(type, next, from = index, to = next) {
    tokens.push({ type, index, value: characters.slice(from, to).join('') });
    index = next;
  }

  function wrong(next, from) {
    if (!lenient) throw new TypeError('The pattern has a sign that nothing follows, or a group that is no expression');
    add('invalid', next, from);
  }

  while (index < characters.length) {
    const character = characters[index];
    if (Object.hasOwn(SIGNS, character)) {
      add(SIGNS[character], index + 1);
    } else if (character === '\\') {
      if (index === characters.length - 1) wrong(index + 1, index);
      else add('escaped', index + 2, index + 1);
    } else if (character === ':') {
      const start = index + 1;
      let end = start;
      while (end < characters.length && isNameCharacter(characters[end], end === start)) end++;
      if (end === start) wrong(start, index);
      else add('name', end, start);
    } else if (character === '(') {
      const end = endOfExpression(characters, index + 1);
      if (end === undefined) wrong(index + 1, index);
      else add('expression', end + 1, index + 1, end);
    } else {
      add('char', index + 1);
    }
  }
  tokens.push({ type: 'end', index, value: '' });
  return tokens;
}

// The place of the bracket that ends a regular expression; undefined if what begins at `start` is none: ASCII, no group
// that captures, and not empty.
function endOfExpression(characters, start) {
  let depth = 1;
  for (let at = start; at < characters.length; at++) {
    const character = characters[at];
    if (character > '\x7f' || (at === start && character === '?')) return undefined;
    if (character === '\\') {
      at++;
      if (at === characters.length || characters[at] > '\x7f') return undefined;
    } else if (character === ')') {
      if (--depth === 0) return at > start ? at : undefined;
    } else if (character === '(') {
      depth++;
      if (characters[at + 1] !== '?') return undefined;
    }
  }
  return undefined;
}

module.exports = { tokenize, isNameCharacter };
