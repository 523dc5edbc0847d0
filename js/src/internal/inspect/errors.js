// Errors are shown by their stack, improved where it tells less than we know, and in brackets if there are
// no frames in it.

const { isError } = require('internal/util');
const { getPrefix } = require('internal/inspect/names');
const { collapseRepetitions, hideSharedFrames } = require('internal/inspect/frames');

// Takes from `keys` what the text shows already, and adds `cause` and `errors`.
exports.formatError = function formatError(error, constructor, tag, ctx, keys) {
  let stack;
  try {
    stack = stackOf(ctx, error);
  } catch {
    return Object.prototype.toString.call(error);
  }
  const name = read(error, 'name');
  const message = read(error, 'message');
  if (!ctx.showHidden) dropShownKeys(keys, stack, name, message);
  if (Object.hasOwn(error, 'cause') && !keys.includes('cause')) keys.push('cause');
  if (Array.isArray(read(error, 'errors').value) && Object.hasOwn(error, 'errors') && !keys.includes('errors')) {
    keys.push('errors');
  }
  stack = improveHead(stack, constructor, name.value ?? 'Error', tag);
  const text = formatStack(ctx, error, stack, message.value);
  return ctx.indentationLvl === 0 ? text : text.replaceAll('\n', `\n${' '.repeat(ctx.indentationLvl)}`);
};

// A property that may be a getter that throws.
function read(error, key) {
  try {
    return { value: error[key] };
  } catch {
    return { failed: true };
  }
}

function dropShownKeys(keys, stack, name, message) {
  const drop = (key) => {
    const index = keys.indexOf(key);
    if (index !== -1) keys.splice(index, 1);
  };
  const isShown = ({ failed, value }) => !failed && (typeof value !== 'string' || stack.includes(value));
  drop('stack');
  if (isShown(message)) drop('message');
  if (isShown(name)) drop('name');
}

function stackOf(ctx, error) {
  const { value: stack } = read(error, 'stack');
  if (typeof stack === 'string' && stack !== '') return stack;
  const head = Error.prototype.toString.call(error);
  if (!stack) return head;
  // Error.prepareStackTrace may have made anything of it.
  ctx.seen.push(error);
  ctx.indentationLvl += 4;
  const text = require('internal/inspect/value').formatValue(ctx, stack, 0);
  ctx.indentationLvl -= 4;
  ctx.seen.pop();
  return `${head}\n    ${text}`;
}

// Puts the class' name into the first line, which only has the name of the error: they differ in subclasses.
function improveHead(stack, constructor, name, tag) {
  if (typeof name !== 'string') {
    return stack.replace(`${name}`, () => `${name} [${getPrefix(constructor, tag, 'Error').slice(0, -1)}]`);
  }
  let length = name.length;
  let fallback = 'Error';
  if (constructor === null) {
    const head = /^([A-Z][a-z_ A-Z0-9[\]()-]+)(?::|\n {4}at)/.exec(stack) ?? /^([a-z_A-Z0-9-]*Error)$/.exec(stack);
    length = head === null ? 0 : head[1].length;
    fallback = head?.[1] || 'Error';
  } else {
    const after = stack[length];
    const isPlain = name.endsWith('Error') && stack.startsWith(name) &&
      (after === undefined || after === ':' || after === '\n');
    if (!isPlain) return stack;
  }
  const prefix = getPrefix(constructor, tag, fallback).slice(0, -1);
  if (name === prefix) return stack;
  if (!prefix.includes(name)) return `${prefix} [${name}]${stack.slice(length)}`;
  return length === 0 ? `${prefix}: ${stack}` : `${prefix}${stack.slice(length)}`;
}

function formatStack(ctx, error, stack, message) {
  // The message may look like frames itself, so they are searched behind it.
  const at = message ? stack.indexOf(message) : -1;
  const start = stack.indexOf('\n    at', at === -1 ? 0 : at + message.length);
  if (start === -1) return `[${stack}]`;
  let frames = stack.slice(start + 1).split('\n');
  const { value: cause } = read(error, 'cause');
  if (cause != null && isError(cause)) frames = hideSharedFrames(ctx, frames, stackOf(ctx, cause));
  frames = collapseRepetitions(ctx, frames);
  if (ctx.colors) frames = frames.map((frame) => colorFrame(ctx, frame));
  return `${stack.slice(0, start)}\n${frames.join('\n')}`;
}

// Built-in frames and the working directory are grey, the names of packages underlined.
function colorFrame(ctx, frame) {
  if (/^ {4}at (?:[^/\\(]+ \(|)node:(.+):\d+:\d+\)?$/.test(frame)) return ctx.stylize(frame, 'undefined');
  const marked = markPackages(ctx, frame);
  let cwd;
  try {
    cwd = process.cwd();
  } catch {
    return marked;   // The directory was removed.
  }
  const plain = markDirectory(ctx, marked, cwd);
  return plain === marked ? markDirectory(ctx, marked, `file://${encodeURI(cwd)}`) : plain;
}

function markPackages(ctx, frame) {
  return frame.replace(/([/\\])node_modules([/\\])((?:@[^/\\]*[/\\])?[^/\\]*)/g, (all, before, after, name) =>
    `${before}node_modules${after}${ctx.stylize(name, 'module')}`);
}

function markDirectory(ctx, frame, directory) {
  let start = frame.indexOf(directory);
  if (start === -1) return frame;
  const end = start + directory.length + 1;
  if (frame.slice(start - 7, start) === 'file://') start -= 7;
  const inParentheses = frame[start - 1] === '(' && frame.endsWith(')');
  if (frame[start - 1] === '(') start--;
  const rest = frame.slice(end, inParentheses ? -1 : undefined);
  const close = inParentheses ? ctx.stylize(')', 'undefined') : '';
  return frame.slice(0, start) + ctx.stylize(frame.slice(start, end), 'undefined') + rest + close;
}
