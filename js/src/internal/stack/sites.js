// Completes the engine's call sites with the methods that V8's have, for programs with an Error.prepareStackTrace.

const { siteMethods } = require('internal/stack');
const { placeOf, describe } = require('internal/stack/format');

let done = false;

function complete() {
  if (done) return;
  done = true;
  const { isNative, getFileName, getFunction } = siteMethods;
  const methods = {
    getLineNumber() { return isNative.call(this) ? null : placeOf(this).line; },
    getColumnNumber() { return isNative.call(this) ? null : placeOf(this).column; },
    getScriptNameOrSourceURL() { return getFileName.call(this); },
    // The engine does not remember receivers; V8 hides them, too, from strict code.
    getThis() { return undefined; },
    getTypeName() { return getFunction.call(this)?.length === 5 ? 'Object' : null; },
    getMethodName() { return null; },
    getEvalOrigin() { return undefined; },
    getPromiseIndex() { return null; },
    getScriptHash() { return ''; },
    getEnclosingLineNumber() { return placeOf(this).line; },
    getEnclosingColumnNumber() { return placeOf(this).column; },
    getPosition() { return 0; },
    isToplevel() { return true; },
    isEval() { return getFileName.call(this) === '<input>'; },
    isAsync() { return false; },
    isPromiseAll() { return false; },
    toString() { return describe(this); },
  };
  for (const name of Object.keys(methods)) {
    Object.defineProperty(siteMethods, name, { value: methods[name], writable: true, configurable: true });
  }
}

module.exports = { complete };
