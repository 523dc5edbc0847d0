// process.finalization: what shall be done for objects that still live when the program ends.

const { emitExperimentalWarning } = require('internal/util');
const { codes: { ERR_INVALID_ARG_TYPE } } = require('internal/errors');

// For each event: the objects, weakly held, and what to call for them.
const waiting = { exit: new Set(), beforeExit: new Set() };
const gone = new FinalizationRegistry((entry) => {
  for (const event in waiting) waiting[event].delete(entry);
  settle();
});

// One listener for each event, while there is something to call.
const listeners = {
  exit: () => callAll('exit'),
  beforeExit: () => callAll('beforeExit'),
};
const listening = { exit: false, beforeExit: false };

function settle() {
  for (const event in waiting) {
    const wanted = waiting[event].size > 0;
    if (wanted === listening[event]) continue;
    listening[event] = wanted;
    if (wanted) process.on(event, listeners[event]);
    else process.removeListener(event, listeners[event]);
  }
}

function callAll(event) {
  for (const entry of [...waiting[event]]) {
    waiting[event].delete(entry);
    const object = entry.reference.deref();
    if (object !== undefined) entry.callback(object, event);
  }
  settle();
}

function add(event, object, callback) {
  if ((typeof object !== 'object' && typeof object !== 'function') || object === null) {
    throw new ERR_INVALID_ARG_TYPE('obj', 'Object', object);
  }
  const entry = { reference: new WeakRef(object), callback };
  waiting[event].add(entry);
  gone.register(object, entry, entry);
  settle();
}

function unregister(object) {
  if (!object) return;
  for (const event in waiting) {
    for (const entry of waiting[event]) {
      const other = entry.reference.deref();
      if (other !== object && other !== undefined) continue;
      waiting[event].delete(entry);
      gone.unregister(entry);
    }
  }
  settle();
}

const told = (name, method) => (...args) => {
  emitExperimentalWarning(`process.finalization.${name}`);
  return method(...args);
};

module.exports = {
  register: told('register', (object, callback) => add('exit', object, callback)),
  registerBeforeExit: told('registerBeforeExit', (object, callback) => add('beforeExit', object, callback)),
  unregister: told('unregister', unregister),
};
