// Call sites as text, in V8's form. Loaded when the first stack is read.

const { siteMethods, sourceLine, owner, assigned } = require('internal/stack');
const { kIsNodeError } = require('internal/errors');

const { getFileName, getLineNumber, getColumnNumber, getFunctionName, getFunction, isNative, isConstructor } = siteMethods;

function format(error, sites, captured) {
  const prepare = Error.prepareStackTrace;
  const shown = shownSites(error, sites, captured);
  if (typeof prepare === 'function') {
    require('internal/stack/sites').complete();
    return prepare.call(Error, error, shown);
  }
  let text = header(error);
  for (let i = 0; i < shown.length; i++) {
    text += `\n    at ${describe(shown[i], calleeOf(shown, i, captured ? undefined : error), i === 0 ? error : undefined)}`;
  }
  return text;
}

// Names and messages may be getters, and may throw.
function header(error) {
  try {
    const name = error.name === undefined ? 'Error' : `${error.name}`;
    const message = error.message === undefined ? '' : `${error.message}`;
    const title = error[kIsNodeError] === true && error.code !== undefined ? `${name} [${error.code}]` : name;
    if (message === '') return title;
    return title === '' ? message : `${title}: ${message}`;
  } catch {
    return '<error>';
  }
}

// The makers of errors do not show in their stacks: constructors of error classes, as in V8, and the built-in code whose
// whole purpose it is.
const MAKERS = /^node:(?:internal\/(?:errors|validators|stack)|module\/errors)/;

function shownSites(error, sites, captured) {
  const shown = sites.filter(isShown);
  let start = 0;
  if (!captured && shown.length > 0 && isConstructor.call(shown[0]) && Error.isError(error)) {
    const made = error.constructor;
    const at = shown.findIndex((site) => getFunction.call(site) === made);
    if (at >= 0) start = at + 1;
  }
  // V8 does not show a class that was called without `new`.
  if (error instanceof TypeError && /^Class constructor .* cannot be invoked/.test(error.message)) start++;
  while (start < shown.length && MAKERS.test(getFileName.call(shown[start]))) start++;
  return start === 0 ? shown : shown.slice(start);
}

// Not shown: where a parser found its mistake, and our own native functions below built-in code.
function isShown(site, index, sites) {
  if (!isNative.call(site)) return getFunction.call(site) !== null;
  const caller = sites[index + 1];
  if (caller === undefined) return sites.length < Error.stackTraceLimit && ownerNames().has(getFunction.call(site));
  const file = getFileName.call(caller);
  return typeof file !== 'string' || !file.startsWith('node:');
}

function describe(site, callee, error) {
  const name = getFunctionName.call(site);
  if (isNative.call(site)) return describeNative(site, name);
  if (getFileName.call(site) === 'node:internal/json') return 'JSON.parse (<anonymous>)';
  const place = placeOf(site, callee, error);
  const location = `${place.file}:${place.line}:${place.column}`;
  const prefix = isConstructor.call(site) ? 'new ' : '';
  if (name !== null && name !== '<eval>' && name !== '') {
    const of = prefix === '' && place.source !== undefined ? ownerOf(site, name, place) : '';
    return `${prefix}${of}${name} (${location})`;
  }
  if (prefix !== '') return `new <anonymous> (${location})`;
  if (isModuleFunction(site, place.file)) return `Object.<anonymous> (${location})`;
  const target = assignedOf(site, place);
  return target === '' ? location : `${target} (${location})`;
}

// What a function without a name is assigned to.
function assignedOf(site, place) {
  if (place.source === undefined) return '';
  const fn = getFunction.call(site);
  let target = known.get(fn);
  if (target === undefined) {
    target = assigned(place.file, place.line, place.column) ?? '';
    known.set(fn, target);
  }
  return target;
}

// For call sites: `{ type, name, method }`, as far as texts tell.
function namesOf(site) {
  const name = getFunctionName.call(site) || null;
  if (isNative.call(site)) {
    const [type, method] = (ownerNames().get(getFunction.call(site)) ?? '').split('.');
    return method === undefined ? { type: null, name, method: null } : { type, name, method };
  }
  const place = placeOf(site);
  if (isModuleFunction(site, place.file)) return { type: 'Object', name: null, method: null };
  if (place.source === undefined || isConstructor.call(site) || name === '<eval>') return { type: null, name, method: null };
  if (name !== null) {
    const of = ownerOf(site, name, place).slice(0, -1);
    return of === '' ? { type: null, name, method: null } : { type: of, name, method: name };
  }
  const target = assignedOf(site, place);
  const dot = target.lastIndexOf('.');
  if (dot < 0) return { type: null, name: target || null, method: null };
  // Whose method it is shows in its name only if that is a class.
  const type = /^[A-Z][\w$]*$/.test(target.slice(0, dot)) ? target.slice(0, dot) : 'Object';
  return { type, name: target, method: target.slice(dot + 1) };
}

// Functions and arrows are no methods, and V8 does not say whose a `get x` is. Of the rest the text of the file tells
// whose they are; it is asked once for each.
const NO_METHOD = /^(?:async\s*)?(?:function\b|class\b|\(|[\w$]+\s*=>)/;
const known = new WeakMap();

function ownerOf(site, name, place) {
  const fn = getFunction.call(site);
  let of = known.get(fn);
  if (of === undefined) {
    const isMethod = !name.includes(' ') && !NO_METHOD.test(Function.prototype.toString.call(fn));
    const found = isMethod ? owner(place.file, place.line, place.column, name) : undefined;
    of = found === undefined ? '' : `${found}.`;
    known.set(fn, of);
  }
  return of;
}

// The function around a CommonJS module takes five arguments, and has no name.
function isModuleFunction(site, file) {
  return file.startsWith('/') && getFunction.call(site)?.length === 5;
}

function describeNative(site, name) {
  const known = ownerNames().get(getFunction.call(site));
  if (isConstructor.call(site)) return `new ${known ?? name} (<anonymous>)`;
  return `${known ?? name ?? '<anonymous>'} (<anonymous>)`;
}

// 'Array.map' for [].map, and so on, for all of the engine's functions.
let owners;

function ownerNames() {
  if (owners !== undefined) return owners;
  owners = new Map();
  for (const name of Object.getOwnPropertyNames(globalThis)) {
    const descriptor = Object.getOwnPropertyDescriptor(globalThis, name);
    const owner = descriptor.value;
    if (owner === null || owner === globalThis || (typeof owner !== 'object' && typeof owner !== 'function')) continue;
    if (typeof owner === 'function') owners.set(owner, name);
    addMethods(owner, name);
    if (typeof owner === 'function' && typeof owner.prototype === 'object') addMethods(owner.prototype, name);
  }
  return owners;
}

function addMethods(owner, name) {
  if (owner === null) return;
  for (const key of Object.getOwnPropertyNames(owner)) {
    const { value } = Object.getOwnPropertyDescriptor(owner, key);
    if (typeof value === 'function' && key !== 'constructor' && !owners.has(value)) owners.set(value, `${name}.${key}`);
  }
}

// The name of what was called at a call site: the next function further in, or the class of the error that was made.
function calleeOf(shown, index, error) {
  if (index > 0) return getFunctionName.call(shown[index - 1]) ?? undefined;
  return Error.isError(error) ? error.constructor?.name : undefined;
}

// Where a call is, as V8 counts columns: at `new`, not at the class; at the property that could not be read.
// `error` is given for the innermost call of an error, `callee` is the name of what was called.
function placeOf(site, callee, error) {
  const file = getFileName.call(site) ?? '<anonymous>';
  const place = { file, line: getLineNumber.call(site) ?? 1, column: getColumnNumber.call(site) ?? 1, source: undefined };
  if (file.startsWith('node:')) return place;
  if (file === '<input>') {
    place.file = '<anonymous>';
    return place;
  }
  place.source = sourceLine(file, place.line);
  if (place.source === undefined) return place;
  place.column = unitsIn(place.source, place.column - 1) + 1;
  if (callee) moveToCall(place, callee);
  place.column = v8Column(place.source, place.column, error);
  return place;
}

// The engine counts a column in bytes of UTF-8, V8 in units of UTF-16: how many units the first `bytes` of a line are.
function unitsIn(line, bytes) {
  if (!/[^\0-\x7f]/.test(line)) return bytes;
  let units = 0;
  for (const character of line) {
    if (bytes <= 0) break;
    const code = character.codePointAt(0);
    bytes -= code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    units += character.length;
  }
  return units + Math.max(bytes, 0);
}

// The engine shows a call at the last thing that was called or read in its arguments: `f(g())` at `g`. So from there we go
// outwards, through the brackets, to the call of that name; without one the place stays.
function moveToCall(place, callee) {
  if (place.source.startsWith(callee, place.column - 1)) return;
  let { line, source } = place;
  let at = place.column - 2;
  let depth = 0;
  for (let lines = 0; lines < MAX_LINES; lines++) {
    for (; at >= 0; at--) {
      const c = source[at];
      if (c === ')' || c === ']' || c === '}') depth++;
      else if (depth > 0 && (c === '(' || c === '[' || c === '{')) depth--;
      else if (c === '(') {
        const name = /([\w$]+)\s*$/.exec(source.slice(0, at));
        if (name !== null && name[1] === callee) {
          place.line = line;
          place.source = source;
          place.column = name.index + 1;
          return;
        }
      }
    }
    source = sourceLine(place.file, --line);
    if (source === undefined) return;
    at = source.length - 1;
  }
}

// Longer lists of arguments exist, but not many.
const MAX_LINES = 50;

const ENDS_WITH_NEW = /\bnew\s+$/;
const PROPERTY = /^Cannot (?:read|set) properties of (?:undefined|null) \((?:reading|setting) '(.*)'\)$/s;
const ASSIGNMENT = /^(?:Assignment to constant|Cannot set propert|Cannot assign to read only|Cannot add property)/;
const OPERATOR = /(?:\*\*|[-+*/%&|^]|<<|>>>?|&&|\|\||\?\?)?=(?!=)|\+\+|--/g;

function v8Column(source, column, error) {
  const before = source.slice(0, column - 1);
  const constructs = ENDS_WITH_NEW.exec(before);
  if (constructs !== null) return constructs.index + 1;
  if (!(error instanceof TypeError)) return column;
  const { message } = error;
  const property = PROPERTY.exec(message)?.[1];
  if (property !== undefined) column = propertyColumn(source, column, property);
  if (!ASSIGNMENT.test(message)) return column;
  OPERATOR.lastIndex = column - 1;
  return (OPERATOR.exec(source)?.index ?? column - 1) + 1;
}

function propertyColumn(source, column, property) {
  let at = column - 1;
  for (;;) {
    at = source.indexOf(property, at);
    if (at < 0) return column;
    const end = at + property.length;
    if (source[at - 1] === '.' && !/[\w$]/.test(source[end] ?? '')) return at + 1;
    at = end || at + 1;
  }
}

module.exports = { format, header, unitsIn, placeOf, describe, namesOf, calleeOf, shownSites };
