// What the user wrote: the expression that assert.ok found to be falsy, read from the source file.

exports.describeCall = function describeCall(fn) {
  const expression = readCall(fn);
  return expression === undefined ? undefined : `The expression evaluated to a falsy value:\n\n  ${expression}\n`;
};

function readCall(fn) {
  const site = callSite(fn);
  const file = site?.getFileName();
  if (!file) return undefined;
  try {
    const path = file.startsWith('file:') ? require('url').fileURLToPath(file) : file;
    const line = require('fs').readFileSync(path, 'utf8').split('\n')[site.getLineNumber() - 1];
    return escapeControls(callAt(line, site.getColumnNumber() - 1));
  } catch {
    return undefined;   // Code without a file, or one that is gone.
  }
}

// The frame that called `fn`.
function callSite(fn) {
  const { prepareStackTrace, stackTraceLimit } = Error;
  const holder = {};
  try {
    Error.stackTraceLimit = 1;
    Error.prepareStackTrace = (_, sites) => sites;
    Error.captureStackTrace(holder, fn);
    return holder.stack[0];
  } finally {
    Error.prepareStackTrace = prepareStackTrace;
    Error.stackTraceLimit = stackTraceLimit;
  }
}

// The call around a place in the line. The engine may point at the name, the parenthesis or an argument, so of
// all calls around the place the innermost counts that looks like one of ours.
function callAt(line, column) {
  const around = callsIn(line).filter((call) => call.start <= column && column < call.end);
  const call = around.findLast(({ callee }) => /assert|strict|\bok\b|['"]ok['"]/i.test(callee)) ?? around.at(-1);
  return call === undefined ? line.slice(column) : line.slice(call.start, call.end);
}

// The calls of a line in the order of their parentheses: { callee, start, end }.
function callsIn(line) {
  const calls = [];
  for (let i = 0; i < line.length; i++) {
    if (isQuote(line[i]) && line[i - 1] !== '[') i = endOfString(line, i);
    if (line[i] !== '(') continue;
    const start = startOfCall(line, i);
    if (start < i) calls.push({ callee: line.slice(start, i), start, end: endOfCall(line, i) });
  }
  return calls;
}

const isQuote = (character) => character === "'" || character === '"' || character === '`';

// One name, dot or index after the other, backwards.
function startOfCall(line, parenthesis) {
  let start = parenthesis;
  for (;;) {
    const before = line.slice(Math.max(0, start - 40), start);
    const piece = /(?:[\p{ID_Continue}$]|\?\.|\.|\[(?:'[^'\]]*'|"[^"\]]*"|\d+)\])$/u.exec(before);
    if (piece === null) break;
    start -= piece[0].length;
  }
  // A leading dot has its object on the line above.
  return start + /^\??\.?/.exec(line.slice(start))[0].length;
}

// Behind the closing parenthesis; if that is on another line, the end of this one.
function endOfCall(line, parenthesis) {
  let depth = 0;
  for (let i = parenthesis; i < line.length; i++) {
    if (isQuote(line[i])) i = endOfString(line, i);
    else if (line[i] === '(') depth++;
    else if (line[i] === ')' && --depth === 0) return i + 1;
  }
  return line.length;
}

function endOfString(line, start) {
  let i = start + 1;
  while (i < line.length && line[i] !== line[start]) i += line[i] === '\\' ? 2 : 1;
  return i;
}

function escapeControls(text) {
  const names = { '\b': '\\b', '\f': '\\f' };
  return text.replace(/[\x00-\x08\x0b\x0c\x0e-\x1f]/g, (character) =>
    names[character] ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
