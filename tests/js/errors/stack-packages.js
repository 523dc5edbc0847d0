// The ways in which packages read stacks: whose file is it, who called, what is it called, and all of it in other words.
const path = require('path');

const HERE = (text) => String(text).replaceAll(__dirname, 'HERE');

// Call sites by way of prepareStackTrace, which is put back.
function callSites() {
  const before = Error.prepareStackTrace;
  Error.prepareStackTrace = (error, sites) => sites;
  try {
    return new Error().stack.slice(1);
  } finally {
    Error.prepareStackTrace = before;
  }
}

// Call sites by way of captureStackTrace on a holder, with a limit of one's own.
function callSitesOf(above) {
  const { prepareStackTrace, stackTraceLimit } = Error;
  const holder = {};
  Error.prepareStackTrace = (object, sites) => sites;
  Error.stackTraceLimit = Math.max(10, stackTraceLimit);
  Error.captureStackTrace(holder, above);
  const sites = holder.stack;
  Error.prepareStackTrace = prepareStackTrace;
  Error.stackTraceLimit = stackTraceLimit;
  return sites;
}

function whoCalls() {
  const [site] = callSitesOf(whoCalls);
  return [path.basename(site.getFileName()), site.getLineNumber(), site.getColumnNumber(), site.isEval(), site.getFunctionName()];
}
function caller() { return whoCalls(); }
console.log(caller());
console.log(whoCalls());

// What a method is called, whatever the style.
class Kind {
  constructor(build) { if (build) this.sites = callSites(); }
  method() { return callSites(); }
}
function Old() { this.own = function () { return callSites(); }; }
Old.prototype.method = function () { return callSites(); };
exports.exported = function () { return callSites(); };
const object = { method() { return callSites(); } };
const all = {
  plain: (function plain() { return callSites(); })(),
  method: new Kind().method(),
  constructed: new Kind(true).sites,
  old: new Old().method(),
  own: new Old().own(),
  exported: exports.exported(),
  object: object.method(),
  nameless: (function () { return callSites(); })(),
};
for (const [name, [site]] of Object.entries(all)) {
  console.log(name, [
    site.getTypeName(), site.getFunctionName(), site.getMethodName(), site.isToplevel(), site.isConstructor(), site.isNative(),
    site.isEval(), site.isAsync(), site.getEvalOrigin(), site.getPromiseIndex(), path.basename(site.getScriptNameOrSourceURL()),
  ].join(' '), HERE(site));
}
const [, native] = [0].map(() => callSites())[0];
console.log(native.getTypeName(), native.getFunctionName(), native.getMethodName(), native.getFileName(), native.getLineNumber(),
  String(native));

// A call site that is copied method by method, so that some can be replaced.
function mapped(site) {
  const copy = {};
  for (const name of Object.getOwnPropertyNames(Object.getPrototypeOf(site))) {
    copy[name] = /^(?:is|get)/.test(name) ? () => site[name]() : site[name];
  }
  copy.getFileName = () => 'original.ts';
  copy.getLineNumber = () => 7;
  return copy;
}
const copy = mapped(all.method[0]);
console.log(copy.getFileName(), copy.getLineNumber(), copy.getFunctionName(), copy.isToplevel());

// Text that is taken apart by expressions.
const FRAME = /^\s*at (?:(.+?) ?\()?(?:(.+?):(\d+):(\d+))\)?$/;
function taken(error) {
  return error.stack.split('\n').slice(1).map((line) => FRAME.exec(line)).filter((found) => found !== null && found[2].includes(__dirname))
    .map(([, name, file, line, column]) => `${name} ${path.basename(file)} ${line} ${column}`);
}
function thrower() { throw new RangeError('taken apart'); }
try {
  thrower();
} catch (error) {
  console.log(taken(error));
}

// Long traces: a second error's frames behind the first's, through a hook that makes text itself.
Error.prepareStackTrace = (error, sites) => `${error.name}: ${error.message}${sites.slice(0, 1).map((site) => `\n    at ${site}`).join('')}`;
const origin = new Error('scheduled');
queueMicrotask(function later() {
  const error = new Error('late');
  console.log(HERE(`${error.stack}\n${'-'.repeat(20)}\n${origin.stack.split('\n').slice(1).join('\n')}`));
  Error.prepareStackTrace = undefined;
  console.log(HERE(error.stack.split('\n')[1]), HERE(new Error('plain').stack.split('\n')[1]));
});
