// fs.glob: the files that fit a pattern. The work is a list of steps (fs/steps), from folder to folder.

const { codes } = require('internal/errors');
const { basename, dirname, isAbsolute, join, resolve } = require('path');
const { kind: kindOf } = require('fs/native');
const { compile, compilePart, expandBraces } = require('path/glob');
const { toPathIfFileURL } = require('fs/paths');
const { later, run } = require('fs/steps');
const { validateObject, validateString } = require('internal/validators');

const DIR = 2;
const LINK = 3;
const MANY = Symbol('**');

// A pattern as its parts: strings that stand for themselves, regular expressions, and MANY.
function parse(text) {
  const parts = [];
  for (const part of text.split('/')) {
    if (part === '**') {
      if (parts.at(-1)?.test !== MANY) parts.push({ test: MANY });
    } else if (part !== '' && part !== '.') {
      parts.push({ test: compilePart(part) ?? part });
    }
  }
  const start = isAbsolute(text) ? '/' : '.';
  return { parts, start, folderOnly: text.endsWith('/'), isDotted: text.startsWith('./') };
}

// A function that says whether a path, or the entry found at it, is left out.
function exclusion(exclude, withFileTypes) {
  if (exclude === undefined || exclude === null) return () => false;
  if (typeof exclude === 'function') {
    return (path, entry, isNamed) => exclude(withFileTypes ? entry() : isNamed ? path : basename(path));
  }
  if (!Array.isArray(exclude) || !exclude.every((one) => typeof one === 'string')) {
    throw new codes.ERR_INVALID_ARG_TYPE('options.exclude', ['function', 'string[]'], exclude);
  }
  // What is left out with all that is in it is left out itself.
  const whole = (one) => (one.endsWith('/**') ? [one, one.slice(0, -3)] : [one]);
  const forms = exclude.flatMap((one) => expandBraces(one)).flatMap((one) => whole(join(one))).map((one) => compile(one));
  return (path) => forms.some((form) => form(path));
}

function checked(pattern, options) {
  if (options !== undefined) validateObject(options, 'options');
  const { cwd = '.', exclude, withFileTypes = false } = options ?? {};
  const root = toPathIfFileURL(cwd);
  validateString(root, 'paths[0]');
  if (Array.isArray(pattern)) pattern.forEach((one, index) => validateString(one, `patterns[${index}]`));
  else validateString(pattern, 'patterns');
  const patterns = [pattern].flat().flatMap((one) => expandBraces(one)).map(parse);
  return new Search(root, patterns, exclusion(exclude, withFileTypes), Boolean(withFileTypes));
}

// Links are not followed; but what they are called has a parent.
const leadsOn = (kind, next) => kind === DIR || (kind === LINK && next.test === '..');

const fits = ({ test }, name) => (typeof test === 'string' ? test === name : test.test(name));

class Search {
  #root;
  #isOut;
  #withFileTypes;
  #found = new Map();
  // Places to go on from: how much of a pattern has led to which path.
  #places = [];
  #seen = new Set();
  #folders = new Map();
  #out = new Map();

  constructor(root, patterns, isOut, withFileTypes) {
    this.#root = root;
    this.#isOut = isOut;
    this.#withFileTypes = withFileTypes;
    patterns.forEach((pattern, number) => {
      if (pattern.parts.length > 0) this.#go(pattern, number, pattern.start, 0);
    });
  }

  #go(pattern, number, path, index) {
    const key = `${number}:${index}:${path}`;
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    this.#places.push({ pattern, number, path, index });
  }

  * work() {
    for (let place = this.#places.shift(); place !== undefined; place = this.#places.shift()) yield* this.#step(place);
    return [...this.#found.values()];
  }

  * #step(place) {
    const { pattern: { parts }, index } = place;
    const { test } = parts[index];
    if (test === MANY) yield* this.#many(place);
    else if (typeof test === 'string') yield* this.#literal(place, test);
    else yield* this.#fitting(place, test);
  }

  // One name, '..' among them.
  * #literal({ pattern, number, path, index }, name) {
    const below = join(path, name);
    const isLast = index === pattern.parts.length - 1;
    const afterMany = pattern.parts[index - 1]?.test === MANY;
    if (!isLast && !afterMany) {
      if (!this.#excluded(below, DIR, name !== '..')) this.#go(pattern, number, below, index + 1);
      return;
    }
    const kind = yield* this.#kindOf(below);
    if (kind === undefined || this.#excluded(below, kind, true)) return;
    if (!isLast) {
      if (leadsOn(kind, pattern.parts[index + 1])) this.#go(pattern, number, below, index + 1);
    } else if (!pattern.folderOnly || (yield* this.#isFolder(below, kind))) {
      this.#add(below, kind);
    }
  }

  // All names that fit an expression. Links are not followed.
  * #fitting({ pattern, number, path, index }, test) {
    const isLast = index === pattern.parts.length - 1;
    for (const [name, kind] of yield* this.#entries(path)) {
      if (!test.test(name)) continue;
      const below = join(path, name);
      if (this.#excluded(below, kind)) continue;
      if (!isLast) {
        if (leadsOn(kind, pattern.parts[index + 1])) this.#go(pattern, number, below, index + 1);
      } else if (!pattern.folderOnly || (yield* this.#isFolder(below, kind))) {
        this.#add(below, kind);
      }
    }
  }

  // Any number of folders, none included. A link may be the last of them if what follows fits its name; or, as Node has it,
  // if the pattern begins with './'.
  * #many({ pattern, number, path, index }) {
    const { parts, folderOnly, isDotted } = pattern;
    const isLast = index === parts.length - 1;
    if (isLast) {
      const kind = yield* this.#kindOf(path);
      if ((kind === DIR || kind === LINK) && !this.#excluded(path, kind)) this.#add(path, kind);
    } else {
      this.#go(pattern, number, path, index + 1);
    }
    for (const [name, kind] of yield* this.#entries(path)) {
      if (name.startsWith('.')) continue;
      const below = join(path, name);
      if (this.#excluded(below, kind)) continue;
      if (kind === DIR) {
        this.#go(pattern, number, below, index);
      } else if (isLast) {
        if (!folderOnly || (isDotted && (yield* this.#isFolder(below, kind)))) this.#add(below, kind);
      } else if (kind === LINK && (isDotted || fits(parts[index + 1], name)) && (yield* this.#isFolder(below, kind))) {
        this.#go(pattern, number, below, index + 1);
      }
    }
  }

  #at(path) {
    return resolve(this.#root, path);
  }

  // The entries of a folder as [name, kind]; of what is none, or must not be looked into, nothing.
  * #entries(path) {
    if (!this.#folders.has(path)) {
      let entries = [];
      try {
        const [names, kinds] = yield ['scandir', this.#at(path), false, true];
        entries = names.map((name, index) => [name, kinds[index]]);
      } catch { /* as said */ }
      this.#folders.set(path, entries);
    }
    return this.#folders.get(path);
  }

  // Undefined if there is nothing.
  * #kindOf(path) {
    const kind = yield [kindOf, this.#at(path), false];
    return kind < 0 ? undefined : kind;
  }

  * #isFolder(path, kind) {
    return kind === DIR || (kind === LINK && (yield [kindOf, this.#at(path), true]) === DIR);
  }

  #entry(path, kind) {
    const { Dirent } = require('fs/dirent');
    const folder = dirname(path);
    return new Dirent(basename(path), kind, isAbsolute(folder) ? folder : join(this.#root, folder));
  }

  // `isNamed` says that the pattern names it, and no list of entries had to.
  #excluded(path, kind, isNamed = false) {
    if (!this.#out.has(path)) {
      this.#out.set(path, Boolean(this.#isOut(path, () => this.#entry(path, kind), isNamed)));
    }
    return this.#out.get(path);
  }

  #add(path, kind) {
    if (!this.#found.has(path)) this.#found.set(path, this.#withFileTypes ? this.#entry(path, kind) : path);
  }
}

exports.glob = function glob(done, pattern, options) {
  return run(done, checked(pattern, options).work());
};

exports.globLater = async function* glob(pattern, options) {
  yield* await later(checked(pattern, options).work());
};
