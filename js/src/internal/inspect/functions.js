// The heads of functions and classes: '[Function: f]', '[class A extends B]'.

exports.functionHead = function functionHead(ctx, value, kind, constructor, tag) {
  if (isClass(value)) return classHead(value, constructor, tag);
  const type = kind === 'AsyncGeneratorFunction' ? 'AsyncGeneratorFunction' :
    kind.endsWith('Function') ? kind : 'Function';
  let head = `[${type}`;
  if (constructor === null) head += ' (null prototype)';
  head += value.name === '' ? ' (anonymous)' : `: ${nameOf(ctx, value)}`;
  head += ']';
  if (constructor !== type && constructor !== null) head += ` ${constructor}`;
  if (tag !== '' && constructor !== tag) head += ` [${tag}]`;
  return head;
};

function nameOf(ctx, value) {
  const { name } = value;
  return typeof name === 'string' ? name : require('internal/inspect/value').formatValue(ctx, name, 0);
}

// The source tells a class from a function whose name happens to start so, such as `class_(a) {}`.
function isClass(value) {
  const source = Function.prototype.toString.call(value);
  if (source.endsWith('[native code]\n}')) return isBuiltInClass(value);
  if (!source.startsWith('class') || !source.endsWith('}')) return false;
  const body = source.slice(5, -1);
  const brace = body.indexOf('{');
  if (brace === -1) return false;
  if (!body.slice(0, brace).includes('(')) return true;
  const withoutComments = body.replace(/\/\/.*?\n|\/\*(?:.|\n)*?\*\//g, '');
  return /^\s+[^(]*?\s*{/.test(withoutComments);
}

// Our own classes come without their source. Their `prototype` is fixed, as that of the language's constructors
// is, which are written as functions.
function isBuiltInClass(value) {
  const { isBuiltInName } = require('internal/inspect/names');
  return Object.getOwnPropertyDescriptor(value, 'prototype')?.writable === false && !isBuiltInName(value.name);
}

function classHead(value, constructor, tag) {
  const name = (Object.hasOwn(value, 'name') && value.name) || '(anonymous)';
  let head = `class ${name}`;
  if (constructor !== 'Function' && constructor !== null) head += ` [${constructor}]`;
  if (tag !== '' && constructor !== tag) head += ` [${tag}]`;
  if (constructor === null) return `[${head} extends [null prototype]]`;
  const parent = Object.getPrototypeOf(value).name;
  return parent ? `[${head} extends ${parent}]` : `[${head}]`;
}
