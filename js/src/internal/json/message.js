// What V8 says of text that is no JSON.

const { sitesOf, siteMethods } = require('internal/stack');
const { getLineNumber, getColumnNumber, getFunction } = siteMethods;

// V8 quotes so much on each side of the mistake, and a text whole if it is no longer than both sides.
const CONTEXT = 10;

const OWN_WORDS = /^[Uu]nexpected (?:token|data|end|character|number)|^No number after minus/;

const PROPERTY = "Expected property name or '}'";
// What other values than JSON are as texts.
const NO_JSON = ['undefined', 'NaN', 'Infinity', '[object Object]'];
const LITERALS = { t: 'true', f: 'false', n: 'null' };

function explain(error, value) {
  const text = `${value}`;
  const { message } = error;
  if (NO_JSON.includes(text)) return say(error, `"${text}" is not valid JSON`);
  if (message.startsWith(PROPERTY)) return explainProperty(error, message, text);
  if (!OWN_WORDS.test(message)) return;
  if (message === 'Unexpected end of JSON input') {
    if (endsInString(text)) sayAt(error, 'Unterminated string', text, text.length);
    return;
  }
  // A number that begins wrongly: V8 points behind its first sign.
  const number = /^(Unexpected number|No number after minus sign) in JSON at position (\d+)/.exec(message);
  if (number !== null) return sayAt(error, number[1], text, Number(number[2]) + 1);
  let at = placeIn(text, sitesOf(error)?.[0]);
  if (at === undefined) return;
  if (message.startsWith('unexpected data')) return sayAt(error, 'Unexpected non-whitespace character after JSON', text, at);
  at = mistakeIn(text, at);
  if (at >= text.length) return say(error, 'Unexpected end of JSON input');
  if (/[-0-9]/.test(text[at])) return sayAt(error, 'Unexpected number', text, at);
  if (text[at] === '"') return sayAt(error, 'Unexpected string', text, at);
  const token = String.fromCodePoint(text.codePointAt(at));
  say(error, `Unexpected token '${token}', ${quote(text, at)} is not valid JSON`);
}

// The engine points at the beginning of a word that is none of JSON's, V8 at the first letter that is wrong.
function mistakeIn(text, at) {
  const word = LITERALS[text[at]];
  if (word === undefined) return at;
  let right = 0;
  while (right < word.length && text[at + right] === word[right]) right++;
  return right === word.length ? at : at + right;
}

// Whether the text, right up to its end, is over before a string in it is.
function endsInString(text) {
  let inside = false;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '"') inside = !inside;
    else if (inside && text[at] === '\\') at++;
  }
  return inside;
}

// Behind a comma there must be another property.
function explainProperty(error, message, text) {
  const at = Number(/ at position (\d+)/.exec(message)?.[1]);
  if (!text.slice(0, at).trimEnd().endsWith(',')) return;
  say(error, `Expected double-quoted property name${message.slice(PROPERTY.length)}`);
}

function say(error, message) {
  Object.defineProperty(error, 'message', { value: message, writable: true, configurable: true });
}

function sayAt(error, what, text, at) {
  const after = what.startsWith('Unexpected non') ? ' at' : ' in JSON at';
  say(error, `${what}${after} position ${at} ${lineAndColumn(text, at)}`);
}

// The engine's place of the mistake as an index.
function placeIn(text, site) {
  if (site === undefined || getFunction.call(site) !== null) return undefined;
  const line = getLineNumber.call(site);
  let start = 0;
  for (let i = 1; i < line; i++) {
    start = text.indexOf('\n', start) + 1;
    if (start === 0) return undefined;
  }
  const end = text.indexOf('\n', start);
  const source = text.slice(start, end < 0 ? text.length : end);
  return start + require('internal/stack/format').unitsIn(source, getColumnNumber.call(site) - 1);
}

function lineAndColumn(text, at) {
  const before = text.slice(0, at).split('\n');
  return `(line ${before.length} column ${before.at(-1).length + 1})`;
}

function quote(text, at) {
  if (text.length <= 2 * CONTEXT) return `"${text}"`;
  const before = at >= CONTEXT;
  const behind = !before || at < text.length - CONTEXT;
  const shown = text.slice(before ? at - CONTEXT : 0, behind ? at + CONTEXT : text.length);
  return `${before ? '...' : ''}"${shown}"${behind ? '...' : ''}`;
}

module.exports = { explain };
