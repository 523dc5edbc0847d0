// Contexts: objects that serve as the global variables of a realm.
//
// The engine's global objects cannot be other objects. So a realm's global object has an accessor for each property of the
// context, and what a script has added to it is moved over when the script is through. A variable that `var` made cannot
// be replaced: its value is carried over before and after each run.

const scripts = require('vm/native');

// context → { realm, global, own, carried }
const contexts = new WeakMap();

const isContext = (object) => contexts.has(object);

function contextify(object) {
  const realm = scripts.realm();
  const { global } = realm;
  require('internal/ticks').adoptPromises(global.Promise);
  contexts.set(object, {
    realm,
    global,
    // The names of the realm's own built-in objects.
    builtIn: new Set(Reflect.ownKeys(global)),
    linked: new Set(),
    carried: new Set(),
  });
}

function link(object, key) {
  const { global, linked } = contexts.get(object);
  const { enumerable } = Object.getOwnPropertyDescriptor(object, key) ?? { enumerable: true };
  const done = Reflect.defineProperty(global, key, {
    get: () => object[key],
    set: (value) => { object[key] = value; },
    enumerable,
    configurable: true,
  });
  if (done) linked.add(key);
  return done;
}

// Before a run: the global object shows what the context has.
function bringIn(object) {
  const state = contexts.get(object);
  for (const key of [...state.linked]) {
    if (key in object) continue;
    delete state.global[key];
    state.linked.delete(key);
  }
  for (let one = object; one !== null && one !== Object.prototype; one = Object.getPrototypeOf(one)) {
    for (const key of Reflect.ownKeys(one)) {
      if (state.linked.has(key)) continue;
      if (state.carried.has(key)) state.global[key] = object[key];
      else link(object, key);
    }
  }
}

// After a run: the context has what the global object got.
function bringOut(object) {
  const state = contexts.get(object);
  for (const key of [...state.linked]) {
    if (Object.hasOwn(state.global, key)) continue;
    state.linked.delete(key);
    delete object[key];
  }
  for (const key of Reflect.ownKeys(state.global)) {
    if (state.linked.has(key)) continue;
    const about = Object.getOwnPropertyDescriptor(state.global, key);
    if (state.builtIn.has(key)) continue;
    if (about.configurable) {
      Object.defineProperty(object, key, about);
      link(object, key);
    } else {
      object[key] = state.global[key];
      state.carried.add(key);
    }
  }
}

function runIn(object, source, name) {
  bringIn(object);
  try {
    return scripts.runIn(contexts.get(object).realm, source, name);
  } finally {
    bringOut(object);
  }
}

module.exports = { isContext, contextify, runIn, globalOf: (object) => contexts.get(object).global };
