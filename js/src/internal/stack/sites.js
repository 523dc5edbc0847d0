// Completes the engine's call sites with the methods that V8's have, for programs with an Error.prepareStackTrace.

const { siteMethods } = require('internal/stack');
const { placeOf, describe, namesOf } = require('internal/stack/format');

let done = false;

function complete() {
  if (done) return;
  done = true;
  const { isNative, getFileName, isConstructor } = siteMethods;
  const isEval = (site) => getFileName.call(site) === '<input>';
  const methods = {
    getLineNumber() { return isNative.call(this) ? null : placeOf(this).line; },
    getColumnNumber() { return isNative.call(this) ? null : placeOf(this).column; },
    getFileName() { return isEval(this) ? undefined : getFileName.call(this); },
    getScriptNameOrSourceURL() { return isEval(this) ? undefined : getFileName.call(this); },
    getFunctionName() { return namesOf(this).name; },
    // The engine does not remember receivers; V8 hides them, too, from strict code.
    getThis() { return undefined; },
    getTypeName() { return namesOf(this).type; },
    getMethodName() { return namesOf(this).method?.replace(/^[gs]et /, '') ?? null; },
    getEvalOrigin() { return isEval(this) ? 'eval at <anonymous>' : undefined; },
    getPromiseIndex() { return null; },
    getScriptHash() { return ''; },
    getEnclosingLineNumber() { return placeOf(this).line; },
    getEnclosingColumnNumber() { return placeOf(this).column; },
    getPosition() { return 0; },
    isToplevel() { return !isConstructor.call(this) && namesOf(this).type === null; },
    isEval() { return isEval(this); },
    // V8 means scripts of its own, and has none; its built-in functions have no file.
    isNative() { return false; },
    isAsync() { return false; },
    isPromiseAll() { return false; },
    toString() { return describe(this); },
  };
  for (const name of Object.keys(methods)) {
    Object.defineProperty(siteMethods, name, { value: methods[name], writable: true, configurable: true });
  }
}

module.exports = { complete };
