// What is printed of tests, in the form that Node calls `spec`.

const counts = { tests: 0, suites: 0, pass: 0, fail: 0, cancelled: 0, skipped: 0, todo: 0 };
const failed = [];
const strays = [];
// Suites and parents whose heading has been printed.
const headed = new Set();

const write = (text) => process.stdout.write(`${text}\n`);

// A test is over. Reports come in the order of declaration: a test waits for those before it, children come before their
// parent.
function settled(test) {
  const { parent } = test;
  if (parent.parent !== null && !headed.has(parent)) {
    // The heading of a parent comes with its first child that is over.
    if (!isNext(parent)) return;
  }
  flush(parent);
}

function isNext(test) {
  for (let one = test; one.parent !== null; one = one.parent) {
    if (one.parent.subtests[one.parent.reportedUpTo] !== one) return false;
  }
  return true;
}

function flush(parent) {
  if (parent.parent !== null && !isNext(parent)) return;
  for (let test = parent.subtests[parent.reportedUpTo]; test !== undefined; test = parent.subtests[parent.reportedUpTo]) {
    // Children that were over while this one waited for its turn.
    if (test.subtests.length > test.reportedUpTo && test.subtests[test.reportedUpTo].finished) flush(test);
    if (!test.finished) return;
    print(test);
    parent.reportedUpTo++;
  }
}

function heading(test) {
  if (test.parent === null || headed.has(test)) return;
  heading(test.parent);
  headed.add(test);
  write(`${'  '.repeat(test.nesting)}▶ ${test.name}`);
}

function print(test) {
  heading(test.parent);
  const indent = '  '.repeat(test.nesting);
  const time = ` (${round(test.endTime - (test.startTime ?? test.endTime))}ms)`;
  const reason = test.directive === 'skip' ? test.skip : test.todo;
  const mark = test.directive === undefined ? '' :
    ` # ${typeof reason === 'string' && reason !== '' ? reason : test.directive.toUpperCase()}`;
  const sign = test.error !== null ? (test.todo ? '⚠' : '✖') : test.directive === 'skip' ? '﹣' : '✔';
  write(`${indent}${sign} ${test.name}${time}${mark}`);
  for (const message of test.diagnostics) write(`${indent}ℹ ${message}`);
  count(test);
}

const round = (milliseconds) => Math.round(milliseconds * 1e6) / 1e6;

function count(test) {
  if (test.isSuite) counts.suites++;
  else counts.tests++;
  if (test.error !== null && !test.todo) {
    process.exitCode = 1;
    if (test.error.failureType !== 'subtestsFailed') failed.push(test);
  }
  if (test.isSuite) return;
  if (test.directive === 'skip') counts.skipped++;
  else if (test.todo) counts.todo++;
  else if (test.cancelled || test.error?.failureType === 'testTimeoutFailure') counts.cancelled++;
  else if (test.error !== null) counts.fail++;
  else counts.pass++;
}

function stray(error, kind) {
  strays.push(`Error: A resource generated asynchronous activity after the test ended. This activity created the ` +
    `error "${require('internal/inspect').inspect(error)}" which triggered an ${kind} event, caught by the test runner.`);
}

function summary(root) {
  flush(root);
  if (root.error !== null) process.exitCode = 1;
  for (const message of [...strays, ...root.diagnostics]) write(`ℹ ${message}`);
  for (const name of Object.keys(counts)) write(`ℹ ${name} ${counts[name]}`);
  const { now } = require('perf_hooks/clock');
  write(`ℹ duration_ms ${round(now() - root.startTime)}`);
  if (failed.length === 0) return;
  write('\n✖ failing tests:');
  for (const test of failed) printFailure(test);
}

function printFailure(test) {
  const { place } = test;
  const where = place === undefined ? '' :
    `test at ${require('path').relative(process.cwd(), place.scriptName)}:${place.lineNumber}:${place.columnNumber}\n`;
  const cause = typeof test.error.cause === 'object' && test.error.cause !== null ? test.error.cause : test.error;
  const shown = require('internal/inspect').inspect(cause).replaceAll('\n', '\n  ');
  write(`\n${where}✖ ${test.name} (${round(test.endTime - (test.startTime ?? test.endTime))}ms)\n  ${shown}`);
}

module.exports = { settled, stray, summary };
