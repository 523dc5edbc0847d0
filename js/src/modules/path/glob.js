// path.matchesGlob: '*' and '?' within a part, '**' over any number of parts, [a-z], {a,b}, and the extended
// forms ?(a|b), *(a|b), +(a|b), @(a|b), !(a|b).

const { validateString } = require('internal/validators');

exports.matches = function matches(path, pattern, separator) {
  validateString(path, 'path');
  validateString(pattern, 'pattern');
  const isWindows = separator === '\\';
  const toSlashes = (text) => (isWindows ? text.replaceAll('\\', '/') : text);
  const flags = isWindows || process.platform === 'darwin' ? 'i' : '';
  const parts = toSlashes(path);
  const patterns = expandBraces(toSlashes(pattern));
  return patterns.some((one) => new RegExp(`^${globSource(one)}$`, flags).test(parts));
};

exports.expandBraces = expandBraces;

// The regular expression for one part of a path; undefined for a part that stands for itself.
exports.compilePart = function compilePart(part) {
  if (!/[*?[\\]|[+@!]\(/.test(part)) return undefined;
  return new RegExp(`^${partSource(part)}$`, process.platform === 'darwin' ? 'i' : '');
};

// A function that says whether a path with slashes fits a pattern; with `dot` hidden names are like all others.
exports.compile = function compile(pattern, { dot = false } = {}) {
  const flags = process.platform === 'darwin' ? 'i' : '';
  const forms = expandBraces(pattern).map((one) => {
    const source = globSource(one);
    return new RegExp(`^${dot ? source.replaceAll('(?!\\.)', '') : source}$`, flags);
  });
  return (path) => forms.some((form) => form.test(path));
};

// 'a{b,c}' → ['ab', 'ac']; '{1..3}' → three; a brace without a comma stands for itself.
function expandBraces(pattern) {
  const open = pattern.indexOf('{');
  if (open === -1) return [pattern];
  const commas = [];
  let depth = 0;
  for (let i = open; i < pattern.length; i++) {
    if (pattern[i] === '{') depth++;
    else if (pattern[i] === ',' && depth === 1) commas.push(i);
    else if (pattern[i] === '}' && --depth === 0) return expandGroup(pattern, open, commas, i);
  }
  return [pattern];
}

function expandGroup(pattern, open, commas, close) {
  const head = pattern.slice(0, open);
  const tails = expandBraces(pattern.slice(close + 1));
  const inside = pattern.slice(open + 1, close);
  const cuts = [open, ...commas, close];
  let choices = commas.map((_, i) => pattern.slice(cuts[i] + 1, cuts[i + 1]));
  if (commas.length > 0) choices.push(pattern.slice(cuts[commas.length] + 1, close));
  else choices = expandRange(inside) ?? [`\\{${inside}\\}`];
  const expanded = choices.flatMap((choice) => expandBraces(choice));
  return expanded.flatMap((choice) => tails.map((tail) => head + choice + tail));
}

function expandRange(inside) {
  const match = /^(-?\d+)\.\.(-?\d+)$/.exec(inside);
  if (match === null) return undefined;
  const { 1: from, 2: to } = match;
  const step = +from <= +to ? 1 : -1;
  return Array.from({ length: Math.abs(to - from) + 1 }, (_, i) => String(+from + i * step));
}

// Neither '*' nor '?' at the start of a part matches a hidden name.
function globSource(pattern) {
  let source = '';
  const parts = pattern.split('/');
  parts.forEach((part, index) => {
    const isLast = index === parts.length - 1;
    if (part === '**') {
      source += isLast ? '(?:(?!\\.)[^/]+(?:/(?!\\.)[^/]*)*)?' : '(?:(?!\\.)[^/]+/)*';
    } else {
      source += partSource(part) + (isLast ? '' : '/+');
    }
  });
  return source;
}

function partSource(part) {
  let source = /^[*?]|^[?*+@!]\(/.test(part) ? '(?!\\.)' : '';
  if (/^\*+$/.test(part)) return `${source}[^/]+`;
  const closers = [];
  for (let i = 0; i < part.length; i++) {
    const character = part[i];
    if ('?*+@!'.includes(character) && part[i + 1] === '(') {
      source += character === '!' ? '(?:(?!(?:' : '(?:';
      closers.push(character);
      i++;
    } else if (closers.length > 0 && character === ')') {
      source += closeGroup(closers.pop());
    } else if (closers.length > 0 && character === '|') {
      source += '|';
    } else if (character === '*') {
      source += '[^/]*';
    } else if (character === '?') {
      source += '[^/]';
    } else if (character === '[') {
      const { text, end } = classSource(part, i);
      source += text;
      i = end;
    } else {
      if (character === '\\' && i + 1 < part.length) i++;
      source += part[i].replace(/[\\^$.*+?()[\]{}|/]/, '\\$&');
    }
  }
  return source;
}

function closeGroup(kind) {
  if (kind === '!') return ')(?:/|$))[^/]*?)';
  return kind === '@' ? ')' : `)${kind}`;
}

// [a-z], [!a-z] and [^a-z]; a bracket that is never closed stands for itself.
function classSource(part, start) {
  const close = part.indexOf(']', start + (/^[!^]?\]/.test(part.slice(start + 1)) ? 3 : 1));
  if (close === -1) return { text: '\\[', end: start };
  const inside = part.slice(start + 1, close);
  const isNegated = /^[!^]/.test(inside);
  const body = (isNegated ? inside.slice(1) : inside).replace(/[\\\][]/g, '\\$&');
  return { text: `${isNegated ? '(?!/)[^' : '['}${body}]`, end: close };
}
