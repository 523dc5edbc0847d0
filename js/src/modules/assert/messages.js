// The message of an AssertionError: what was expected, and in what the values differ.

const { inspect } = require('internal/inspect');
const lists = require('internal/diff');

const heads = {
  __proto__: null,
  deepStrictEqual: 'Expected values to be strictly deep-equal:',
  partialDeepStrictEqual: 'Expected values to be partially and strictly deep-equal:',
  strictEqual: 'Expected values to be strictly equal:',
  strictEqualObject: 'Expected "actual" to be reference-equal to "expected":',
  deepEqual: 'Expected values to be loosely deep-equal:',
  notDeepStrictEqual: 'Expected "actual" not to be strictly deep-equal to:',
  notStrictEqual: 'Expected "actual" to be strictly unequal to:',
  notStrictEqualObject: 'Expected "actual" not to be reference-equal to "expected":',
  notDeepEqual: 'Expected "actual" not to be loosely deep-equal to:',
  notIdentical: 'Values have same structure but are not reference-equal:',
  notDeepEqualUnequal: 'Expected values not to be loosely deep-equal:',
};
const withDiff = new Set(['deepStrictEqual', 'strictEqual', 'partialDeepStrictEqual']);

const maxLines = 50;
const maxLength = 512;

exports.messageFor = function messageFor({ message, operator, actual, expected, diff }) {
  if (withDiff.has(operator)) return differenceMessage(actual, expected, operator, message, diff);
  if (message != null) return String(message);
  if (operator === 'notDeepStrictEqual' || operator === 'notStrictEqual') {
    return unwantedMessage(actual, operator, diff);
  }
  return pairMessage(actual, expected, operator, diff);
};

// In full, with getters, and in an order that does not depend on how the object came to be.
function show(value) {
  return inspect(value, {
    compact: false,
    customInspect: false,
    depth: 1000,
    maxArrayLength: Infinity,
    showHidden: false,
    showProxy: false,
    sorted: true,
    getters: true,
  });
}

const isReference = (value) => (typeof value === 'object' && value !== null) || typeof value === 'function';

// The values are equal, and should not be: one of them is enough.
function unwantedMessage(actual, operator, diff) {
  const head = heads[operator === 'notStrictEqual' && isReference(actual) ? 'notStrictEqualObject' : operator];
  const lines = show(actual).split('\n');
  if (lines.length > maxLines && diff !== 'full') lines.splice(maxLines - 4, Infinity, '...');
  if (lines.length === 1) return `${head}${lines[0].length > 5 ? '\n\n' : ' '}${lines[0]}`;
  return `${head}\n\n${lines.join('\n')}\n`;
}

function pairMessage(actual, expected, operator, diff) {
  const shownActual = show(actual);
  const shownExpected = show(expected);
  const cut = (text, length) => (text.length > length && diff !== 'full' ? `${text.slice(0, length - 3)}...` : text);
  if (operator === 'notDeepEqual' && shownActual === shownExpected) {
    return cut(`${heads.notDeepEqual}\n\n${shownActual}`, 1024);
  }
  const left = cut(shownActual, maxLength);
  const right = cut(shownExpected, maxLength);
  if (operator === 'deepEqual') return `${heads.deepEqual}\n\n${left}\n\nshould loosely deep-equal\n\n${right}`;
  const unequal = heads[`${operator}Unequal`];
  if (unequal !== undefined) return `${unequal}\n\n${left}\n\nshould not loosely deep-equal\n\n${right}`;
  return `${left} ${operator} ${right}`;
}

function differenceMessage(actual, expected, operator, message, diff) {
  const paint = require('assert/paint').painter();
  const left = show(actual);
  const right = show(expected);
  const bothReferences = isReference(actual) && isReference(expected) && typeof actual === typeof expected;
  let head = operator === 'strictEqual' && bothReferences ? 'strictEqualObject' : operator;
  let legend = `${paint.green('+ actual')} ${paint.red('- expected')}`;
  let body;
  const isOneLine = !left.includes('\n') && !right.includes('\n');
  const bothObjects = bothReferences && typeof actual === 'object';
  if (isOneLine && !bothObjects) {
    ({ body, legend = legend } = require('assert/paint').compareLines(actual, left, expected, right, paint));
  } else if (left === right) {
    head = 'notIdentical';
    legend = '';
    body = limitLines(left, diff);
  } else {
    const looseCommas = actual !== null && actual !== undefined && typeof actual === 'object';
    const changes = lists.diff(left.split('\n'), right.split('\n'), looseCommas);
    body = { skipped: false, ...formatChanges(changes, operator, paint) };
    if (operator === 'partialDeepStrictEqual') legend = paint.partialLegend;
  }
  const skipped = body.skipped ? '\n... Skipped lines' : '';
  return `${message || heads[head]}\n${legend}${skipped}\n${body.text}\n`;
}

function limitLines(text, diff) {
  const lines = text.split('\n');
  if (lines.length <= maxLines || diff === 'full') return { text, skipped: false };
  return { text: `${lines.slice(0, maxLines).join('\n')}\n...}`, skipped: true };
}

// So many equal lines in a row are shown behind a change, and the last one before the next change.
const contextLines = 5;

function formatChanges(changes, operator, paint) {
  const lines = [];
  let skipped = false;
  let equal = [];
  const flush = (isEnd) => {
    const hidden = equal.slice(contextLines);
    lines.push(...equal.slice(0, contextLines));
    equal = [];
    if (isEnd || hidden.length === 0) return;
    // Three dots for one or two lines would save nothing.
    if (hidden.length <= 2) {
      lines.push(...hidden);
    } else {
      lines.push(paint.blue('...'), hidden[hidden.length - 1]);
      skipped = true;
    }
  };
  for (const { 0: operation, 1: line } of changes) {
    if (operation === lists.inBoth) {
      equal.push(paint.white(`  ${line}`));
      continue;
    }
    flush(false);
    if (operation === lists.onlyExpected) lines.push(`${paint.red('-')} ${line}`);
    else lines.push(operator === 'partialDeepStrictEqual' ? paint.extra(line) : `${paint.green('+')} ${line}`);
  }
  flush(true);
  return { text: `\n${lines.join('\n').trimEnd()}`, skipped };
}
