// Small helpers around the document: making nodes, changing only what changed, words for numbers.
//
// Text of the program (labels, addresses) goes into the page by `textContent` and nothing else, so it is never HTML.

export const $ = (id) => document.getElementById(id);

/** Makes an element of a class with children (nodes or texts). */
export function make(name, classes = '', ...children) {
  const node = document.createElement(name);
  if (classes) node.className = classes;
  node.append(...children);
  return node;
}

/** Makes a thing that has a card and can have the focus, with parts of these classes. */
export function thing(name, part, ...classes) {
  const node = make(name, 'item', ...classes.map((each) => make(part, each)));
  node.tabIndex = -1;
  return node;
}

/** Makes an SVG element with attributes. */
export function draw(name, attributes = {}) {
  const node = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  return node;
}

const texts = new WeakMap();

/** Sets a text, and touches the document only when it is another one. Nobody else changes texts that are put. */
export function put(node, text) {
  text = text === null || text === undefined ? '' : String(text);
  if (texts.get(node) === text) return;
  texts.set(node, text);
  node.textContent = text;
}

/** Sets an attribute, or takes it away when the value is null, and touches the document only when that is a change. */
export function set(node, name, value) {
  if (value === null) {
    if (node.hasAttribute(name)) node.removeAttribute(name);
  } else if (node.getAttribute(name) !== String(value)) {
    node.setAttribute(name, value);
  }
}

/** Switches a class. */
export const mark = (node, name, on) => node.classList.toggle(name, Boolean(on));

const known = new WeakMap();
const facts = new WeakMap();

/** What a node stands for: a thing of the State and the name of the place it is in. For the card. */
export const factOf = (node) => facts.get(node);

/**
 * Makes the children of `parent` show `items`, in order: a node is kept as long as there is an item of its key, so that
 * focus, pointer and scroll position stay. `fresh()` makes a node, `fill(node, item)` shows an item in it.
 */
export function list(parent, items, place, fresh, fill) {
  const before = known.get(parent) ?? new Map();
  const after = new Map();
  const counts = new Map();
  for (const item of items) {
    const name = keyOf(item);
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    const key = count === 1 ? name : `${name}/${count}`;
    const node = before.get(key) ?? fresh();
    before.delete(key);
    after.set(key, node);
    facts.set(node, { item, place });
    fill(node, item);
  }
  for (const node of before.values()) leave(parent, node);
  let at = parent.firstElementChild;
  for (const node of after.values()) {
    if (node === at) at = at.nextElementSibling;
    else parent.insertBefore(node, at);
  }
  known.set(parent, after);
  // One stop of the tab key for each list; the arrows go on from there (see `walk`).
  const stops = [...parent.children].filter((node) => node.hasAttribute('tabindex'));
  if (stops.length > 0 && !stops.some((node) => node.tabIndex === 0)) stops[0].tabIndex = 0;
}

/** Items are told apart by their key or id; a system call has neither, but a time. */
const keyOf = (item) => item.key ?? (item.at === undefined ? item.id : `${item.at} ${item.call ?? ''}`);

/** Removes a node; a focus that it has goes to its neighbour. */
function leave(parent, node) {
  if (node.contains(document.activeElement)) {
    const heir = node.nextElementSibling ?? node.previousElementSibling;
    if (heir?.hasAttribute('tabindex')) heir.focus();
  }
  parent.removeChild(node);
}

/** Arrows, Home and End walk through the list that has the focus. */
export function walk(event) {
  const node = event.target;
  if (!facts.has(node) || event.altKey || event.ctrlKey || event.metaKey) return false;
  const to = {
    ArrowDown: node.nextElementSibling,
    ArrowUp: node.previousElementSibling,
    Home: node.parentElement.firstElementChild,
    End: node.parentElement.lastElementChild,
  }[event.key];
  if (to === undefined) return false;
  event.preventDefault();
  if (to === null) return true;
  node.tabIndex = -1;
  to.tabIndex = 0;
  to.focus();
  return true;
}

const grouped = new Intl.NumberFormat('en');

/** A number with its thousands set apart. */
export const count = (number) => grouped.format(Math.round(number));

/** About three digits of a number. */
const digits = (number) => (number < 10 ? number.toFixed(2) : number < 100 ? number.toFixed(1) : number.toFixed(0));

/** A span of nanoseconds in words: "84.2 ms". */
export function span(ns) {
  if (ns < 0) return `-${span(-ns)}`;
  if (ns < 1e3) return `${Math.round(ns)} ns`;
  if (ns < 1e6) return `${digits(ns / 1e3)} µs`;
  if (ns < 1e9) return `${digits(ns / 1e6)} ms`;
  if (ns < 60e9) return `${digits(ns / 1e9)} s`;
  const minutes = Math.floor(ns / 60e9);
  if (minutes < 60) return `${minutes} min ${Math.floor((ns / 1e9) % 60)} s`;
  return `${count(Math.floor(minutes / 60))} h ${minutes % 60} min`;
}

/** A time to come, without digits that run too fast to be read. */
export const ahead = (ns) => (ns < 1e9 ? `${Math.max(0, Math.round(ns / 1e6))} ms` : span(ns));

/** A number of bytes in words: "1.21 kB". */
export function bytes(number) {
  for (const [size, unit] of [[1e12, 'TB'], [1e9, 'GB'], [1e6, 'MB'], [1e3, 'kB']]) {
    if (number >= size) return `${digits(number / size)} ${unit}`;
  }
  return `${Math.round(number)} B`;
}
