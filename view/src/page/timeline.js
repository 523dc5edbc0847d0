// The time line: what ran when, a lane each; and the moment that is shown, which can be dragged into the past.

import { $, put, set, span } from './dom.js';
import { PHASES } from './ring.js';
import * as card from './card.js';

const ROW = 14;
const AXIS = 18;
const SHORTEST = 20e3;
const LONGEST = 600e9;
/** How often the lanes are asked for while the program runs, in ms. */
const PERIOD = 500;

/** The time that is in sight, in ns; its end is the present unless somebody looks at the past. */
let width = 5e9;
let end = 0;
/** The moment of the past that is shown; null: the present. */
let cursor = null;
let live = null;
let data = null;
let asking = false;
let asked = { key: '', time: -PERIOD };
let later = 0;
let tell = () => {};
const colours = getComputedStyle(document.documentElement);

const canvas = () => $('canvas');
const labels = () => (canvas().clientWidth < 600 ? 66 : 92);
const start = () => end - width;
const toX = (ns) => labels() + ((ns - start()) / width) * (canvas().clientWidth - labels());
const toTime = (x) => start() + ((x - labels()) / (canvas().clientWidth - labels())) * width;

/** Listens for pointer and keys; `scrubbed` hears of the moment to show, or null for the present. */
export function build(scrubbed) {
  tell = scrubbed;
  const box = $('scrub');
  box.addEventListener('pointerdown', (event) => {
    if (live === null || event.button !== 0) return;
    box.setPointerCapture(event.pointerId);
    moveTo(toTime(inside(event)));
  });
  box.addEventListener('pointermove', (event) => {
    if (box.hasPointerCapture(event.pointerId)) moveTo(toTime(inside(event)));
    else hover(event);
  });
  box.addEventListener('pointerleave', card.close);
  box.addEventListener('keydown', key);
  $('zoom-in').addEventListener('click', () => zoom(0.5));
  $('zoom-out').addEventListener('click', () => zoom(2));
  new ResizeObserver(() => look()).observe(box);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', paint);
}

const inside = (event) => Math.max(labels(), event.clientX - canvas().getBoundingClientRect().left);

function key(event) {
  if (live === null || event.altKey || event.ctrlKey || event.metaKey) return;
  const step = (width / 100) * (event.shiftKey ? 10 : 1);
  const from = cursor ?? live.at;
  if (event.key === 'ArrowLeft') moveTo(from - step);
  else if (event.key === 'ArrowRight') moveTo(from + step);
  else if (event.key === 'Home') moveTo(live.oldest);
  else if (event.key === 'End') toLive();
  else if (event.key === '+' || event.key === '=') zoom(0.5);
  else if (event.key === '-') zoom(2);
  else return;
  event.preventDefault();
  event.stopPropagation();
}

/** Shows a moment; the window goes with it when it would leave. */
function moveTo(at) {
  cursor = Math.round(Math.min(Math.max(at, live.oldest), live.at));
  if (cursor < start()) end = cursor + width * 0.9;
  if (cursor > end) end = Math.min(live.at, cursor + width * 0.1);
  tell(cursor);
  look();
}

/** Shows the present again. */
export function toLive() {
  cursor = null;
  tell(null);
  look();
}

function zoom(factor) {
  if (live === null) return;
  const longer = Math.min(LONGEST, Math.max(SHORTEST, width * factor));
  const kept = cursor ?? end;
  end = kept + ((end - kept) * longer) / width;
  width = longer;
  look();
}

/** Hears of the newest State. */
export function show(state) {
  live = state;
  look();
}

function look() {
  if (live === null) return;
  if (cursor === null) end = live.at;
  const said = cursor === null ? 'live' : `${span(live.at - cursor)} ago`;
  put($('time-said'), `${span(width)} · ${said}`);
  const box = $('scrub');
  set(box, 'aria-valuemin', Math.round(live.oldest / 1e6));
  set(box, 'aria-valuemax', Math.round(live.at / 1e6));
  set(box, 'aria-valuenow', Math.round((cursor ?? live.at) / 1e6));
  set(box, 'aria-valuetext', said);
  paint();
  ask();
}

/** Asks for the lanes of what is in sight: one question at a time, and not too often while the program runs. */
async function ask() {
  const pixels = Math.max(50, Math.round(canvas().clientWidth - labels()));
  const key = `${Math.round(start())} ${Math.round(end)} ${pixels}`;
  const now = performance.now();
  const moves = cursor === null && (live.run === 'running' || live.run === 'asleep');
  if (asking || key === asked.key || document.hidden) return;
  if (moves && now - asked.time < PERIOD) {
    clearTimeout(later);
    later = setTimeout(look, PERIOD);
    return;
  }
  asking = true;
  asked = { key, time: now };
  const from = Math.max(0, Math.round(start()));
  try {
    const answer = await fetch(`timeline?from=${from}&to=${Math.round(end)}&width=${pixels}`);
    if (answer.ok) data = await answer.json();
  } catch {
    // The program is over: what came last stays.
  }
  asking = false;
  look();
}

function paint() {
  const node = canvas();
  const lanes = data?.lanes ?? PHASES.map(({ name }) => ({ name, spans: [], busy: null }));
  const [wide, high] = [node.clientWidth, lanes.length * ROW + AXIS];
  if (wide === 0) return;
  const scale = devicePixelRatio || 1;
  if (node.width !== Math.round(wide * scale) || node.height !== Math.round(high * scale)) {
    node.style.height = `${high}px`;
    node.width = Math.round(wide * scale);
    node.height = Math.round(high * scale);
  }
  const pen = node.getContext('2d');
  pen.setTransform(scale, 0, 0, scale, 0, 0);
  pen.clearRect(0, 0, wide, high);
  pen.font = '11px system-ui, sans-serif';
  pen.textBaseline = 'middle';
  axis(pen, wide, high);
  for (const [at, lane] of lanes.entries()) paintLane(pen, lane, at * ROW, wide);
  if (live) paintCursor(pen, high);
}

const colour = (name) => colours.getPropertyValue(`--${name}`).trim();

function laneColour(name) {
  if (PHASES.some((phase) => phase.name === name) || name === 'ticks' || name === 'microtasks') return colour(name);
  return colour(name === 'callbacks' ? 'call' : 'pool');
}

function paintLane(pen, lane, top, wide) {
  pen.globalAlpha = 1;
  pen.fillStyle = laneColour(lane.name);
  pen.fillText(lane.name, 0, top + ROW / 2 + 0.5, labels() - 8);
  pen.fillStyle = colour('line');
  pen.fillRect(labels(), top + ROW - 1, wide - labels(), 1);
  pen.save();
  pen.beginPath();
  pen.rect(labels(), top, wide - labels(), ROW);
  pen.clip();
  pen.fillStyle = laneColour(lane.name);
  if (lane.busy) {
    const column = (data.to - data.from) / lane.busy.length;
    const size = toX(data.from + column) - toX(data.from);
    for (const [at, part] of lane.busy.entries()) {
      if (part <= 0) continue;
      // What is there at all can be seen.
      const high = Math.max(2, part * (ROW - 3));
      pen.fillRect(toX(data.from + at * column), top + ROW - 1 - high, Math.max(1, size), high);
    }
  }
  for (const [from, to, label] of lane.spans) {
    const [left, right] = [toX(from), toX(to ?? live.at)];
    pen.globalAlpha = label === 'asleep' ? 0.4 : 1;
    pen.fillRect(left, top + 2, Math.max(1.5, right - left), ROW - 4);
    if (label && label !== lane.name && label !== 'asleep' && right - left > 50) {
      pen.globalAlpha = 1;
      pen.fillStyle = colour('card');
      pen.fillText(label, left + 4, top + ROW / 2 + 0.5, right - left - 8);
      pen.fillStyle = laneColour(lane.name);
    }
  }
  pen.restore();
}

/** Marks at round times before the present. */
function axis(pen, wide, high) {
  const most = Math.max(2, Math.floor((wide - labels()) / 90));
  const power = 10 ** Math.floor(Math.log10(width / most));
  const step = [1, 2, 5, 10].map((times) => times * power).find((size) => width / size <= most);
  const present = live?.at ?? 0;
  pen.textAlign = 'center';
  for (let ago = Math.ceil(Math.max(0, present - end) / step) * step; ago <= present - start(); ago += step) {
    const x = toX(present - ago);
    pen.fillStyle = colour('line');
    pen.fillRect(x, 0, 1, high - AXIS + 3);
    pen.fillStyle = colour('soft');
    if (x > labels() + 20 && x < wide - 22) pen.fillText(ago === 0 ? 'now' : `-${short(ago)}`, x, high - AXIS / 2 + 2);
  }
  pen.textAlign = 'left';
}

/** As `span`, but "2 s" and not "2.00 s". */
const short = (ns) => span(ns).replace(/(\.\d*?)0+ /, (_, rest) => (rest === '.' ? ' ' : `${rest} `));

function paintCursor(pen, high) {
  const x = toX(cursor ?? live.at);
  pen.fillStyle = colour(cursor === null ? 'soft' : 'focus');
  pen.fillRect(Math.min(x, canvas().clientWidth - 2) - 1, 0, 2, high - AXIS);
  if (cursor === null) return;
  pen.beginPath();
  pen.arc(x, high - AXIS, 4, 0, 7);
  pen.fill();
}

/** The card of the span below the pointer. */
function hover(event) {
  const box = canvas().getBoundingClientRect();
  const [x, y] = [event.clientX - box.left, event.clientY - box.top];
  const lane = data?.lanes[Math.floor(y / ROW)];
  const reach = (width / box.width) * 2;
  const at = toTime(x);
  const found = x < labels() ? null : lane?.spans.find(([from, to]) => at >= from - reach && at <= (to ?? live.at) + reach);
  if (!found) return card.close();
  const [from, to, label, id] = found;
  const item = { id, label: label ?? lane.name, lane: `${lane.name}, ${span(live.at - from)} ago`, from, to: to ?? live.at };
  card.open(item, 'span', new DOMRect(event.clientX, event.clientY - 8, 8, 16));
}
