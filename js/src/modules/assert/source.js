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

// The call around a place in the line: back to the start of names and dots, on to the closing parenthesis.
function callAt(line, column) {
  const start = startOfCall(line, column);
  let depth = 0;
  for (let i = column; i < line.length; i++) {
    const character = line[i];
    if (character === "'" || character === '"' || character === '`') i = endOfString(line, i);
    else if (character === '(') depth++;
    else if (character === ';' && depth === 0) return line.slice(start, i);
    else if (character === ')' && --depth === 0) return line.slice(start, i + 1);
  }
  return line.slice(start);
}

// One name, dot or index after the other, backwards.
function startOfCall(line, column) {
  let start = column;
  for (;;) {
    const before = line.slice(Math.max(0, start - 40), start);
    const piece = /(?:[\p{ID_Continue}$]|\?\.|\.|\[(?:'[^'\]]*'|"[^"\]]*"|\d+)\])$/u.exec(before);
    if (piece === null) break;
    start -= piece[0].length;
  }
  // A leading dot has its object on the line above.
  return start + /^\??\.?/.exec(line.slice(start))[0].length;
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
