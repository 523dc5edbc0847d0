// What V8 says of text that is no JSON.

const { sitesOf, siteMethods } = require('internal/stack');
const { getLineNumber, getColumnNumber, getFunction } = siteMethods;

// V8 quotes so much on each side of the mistake.
const CONTEXT = 10;
const WHOLE = 40;

const OWN_WORDS = /^[Uu]nexpected (?:token|data|end|character)/;

const PROPERTY = "Expected property name or '}'";

function explain(error, value) {
  const text = `${value}`;
  const { message } = error;
  if (message.startsWith(PROPERTY)) return explainProperty(error, message, text);
  if (!OWN_WORDS.test(message) || message === 'Unexpected end of JSON input') return;
  if (value === undefined) return say(error, '"undefined" is not valid JSON');
  const at = placeIn(text, sitesOf(error)?.[0]);
  if (at === undefined) return;
  if (at >= text.length) return say(error, 'Unexpected end of JSON input');
  if (message.startsWith('unexpected data')) {
    return say(error, `Unexpected non-whitespace character after JSON at position ${at} ${lineAndColumn(text, at)}`);
  }
  const token = String.fromCodePoint(text.codePointAt(at));
  say(error, `Unexpected token '${token}', ${quote(text, at)} is not valid JSON`);
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

// The engine's place of the mistake as an index.
function placeIn(text, site) {
  if (site === undefined || getFunction.call(site) !== null) return undefined;
  const line = getLineNumber.call(site);
  let start = 0;
  for (let i = 1; i < line; i++) {
    start = text.indexOf('\n', start) + 1;
    if (start === 0) return undefined;
  }
  return start + getColumnNumber.call(site) - 1;
}

function lineAndColumn(text, at) {
  const before = text.slice(0, at).split('\n');
  return `(line ${before.length} column ${before.at(-1).length + 1})`;
}

function quote(text, at) {
  if (text.length <= WHOLE) return `"${text}"`;
  const start = Math.max(0, at - CONTEXT);
  const end = Math.min(text.length, at + CONTEXT);
  return `${start > 0 ? '...' : ''}"${text.slice(start, end)}"${end < text.length ? '...' : ''}`;
}

module.exports = { explain };
