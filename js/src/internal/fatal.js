// The last words of a program: what is printed of an exception that nobody caught, as Node prints it.

const { kArrow, sitesOf, throwSites, sourceLine, brokenLink } = require('internal/stack');

const BROKEN_LINK = /^The requested module '.*' does not provide an export named|^Named export '.*' not found\. The req/;

// An 'error' event without a listener: the error may have been made long ago; what matters is who emitted it.
const kEmittedAt = Symbol.for('evloop.events.emittedAt');
const UNHANDLED = "node:events\n    throw er; // Unhandled 'error' event\n    ^\n";

function print(error, fromPromise) {
  const isError = Error.isError(error);
  const emitted = isError && error[kEmittedAt];
  let place;
  if (emitted) {
    place = UNHANDLED;
    error.stack = `${error.stack}\n${emitted}`;
  } else {
    place = isError ? placeOfError(error, fromPromise) : placeOfThrow();
  }
  const text = isError ? describeError(error, place) : describeValue(error, place);
  write(`${text}\n\nevloop v${process.versions.evloop}\n`);
}

function write(text) {
  require('internal/stdio').write(2, text);
}

function describeError(error, place) {
  const { inspect } = require('internal/inspect');
  let text;
  try {
    text = inspect(error);
  } catch {
    text = typeof error.stack === 'string' ? error.stack : require('internal/stack/format').header(error);
  }
  if (place === '' || text.startsWith(place)) return text;
  // Node leaves no blank line where linking failed.
  return BROKEN_LINK.test(error.message) ? place + text : `${place}\n${text}`;
}

function describeValue(value, place) {
  const { inspect } = require('internal/inspect');
  const text = typeof value === 'string' ? value : inspect(value);
  return place === '' ? `Uncaught:\n${text}` : `\n${place}${text}`;
}

// `file:line`, the line and a caret; an empty string if the place is not in a file of the program.
function placeOfError(error, fromPromise) {
  if (Object.hasOwn(error, kArrow)) return error[kArrow];
  if (BROKEN_LINK.test(error.message)) return brokenLink() ?? '';
  const format = require('internal/stack/format');
  const sites = format.shownSites(error, sitesOf(error) ?? []);
  if (sites.length === 0) return '';
  const place = format.placeOf(sites[0], format.calleeOf(sites, 0, error), error);
  if (place.source === undefined) return '';
  let { column } = place;
  // V8 points at what throws. A rejection has no such place; then it is where the error was made.
  const throws = /\bthrow\b[^;{}]*$/.exec(place.source.slice(0, column - 1));
  if (throws !== null && !fromPromise && !place.file.startsWith('file:')) column = throws.index + 1;
  return arrow(place, column);
}

// Where a value was thrown that is no error. The engine may remember an older place, so it must show a `throw`.
function placeOfThrow() {
  const sites = throwSites();
  if (!Array.isArray(sites)) return '';
  const format = require('internal/stack/format');
  const shown = format.shownSites(undefined, sites);
  if (shown.length === 0) return '';
  const place = format.placeOf(shown[0]);
  const start = place.source?.lastIndexOf('throw', place.column - 1) ?? -1;
  return start < 0 ? '' : arrow(place, start + 1);
}

function arrow({ file, line, source }, column) {
  const indent = source.slice(0, column - 1).replace(/[^\t]/g, ' ');
  return `${file}:${line}\n${source}\n${indent}^\n`;
}

// The program's module waits for a promise that nobody is left to settle.
// Which one is only known if there is only one.
function warnUnsettled(url) {
  const lines = [];
  for (let line = 1, source; (source = sourceLine(url, line)) !== undefined; line++) {
    if (/\bawait\b/.test(source)) lines.push({ file: url, line, source });
  }
  const place = lines.length === 1 ? arrow(lines[0], lines[0].source.search(/\bawait\b/) + 1) : `${url}\n`;
  write(`Warning: Detected unsettled top-level await at ${place}\n\n`);
}

module.exports = { print, warnUnsettled };
