// The page of `evloop view`: hears the program's State as it changes, and draws it when the browser draws.
//
// Nothing is drawn twice between two frames, and a State that comes while the page is hidden is not even parsed.

import { $ } from './dom.js';
import * as card from './card.js';
import * as control from './control.js';
import * as queues from './queues.js';
import * as ring from './ring.js';
import * as tables from './tables.js';
import * as timeline from './timeline.js';

/** Characters of States that are kept, for a look back when the program that has all of it is over. */
const KEPT = 12e6;

/** The newest State, and the moment when it came (of this page's clock, ms). */
let live = null;
let came = 0;
/** The State of the moment that is looked at, and that moment (ns); null: the present. */
let past = null;
let cursor = null;
let over = false;

/** The newest State's text, until it is drawn. */
let arrived = null;
let dirty = false;
/** The States of the last second, to tell how fast numbers grow. */
const recent = [];
let sampled = 0;
const kept = [];
let keptSize = 0;

/** The time of the loop that is shown, as well as it can be known between two States (ns). */
function now() {
  const state = past ?? live;
  if (past !== null || over || (live.run !== 'running' && live.run !== 'asleep')) return state.at;
  const passed = live.at + (performance.now() - came) * 1e6;
  return live.run === 'asleep' && live.asleep_until !== null ? Math.min(passed, live.asleep_until) : passed;
}

let frame = 0;
let pause = 0;

function wake() {
  if (frame === 0) frame = requestAnimationFrame(render);
}

function changed() {
  dirty = true;
  wake();
}

/** Draws again after a while: numbers that go by are not read faster. */
function wakeLater() {
  clearTimeout(pause);
  pause = setTimeout(wake, 100);
}

let last = 0;
/** Not before this moment (ms) a State is drawn of a program that goes on: a heavy one takes no more than a fifth of the time. */
let rested = 0;

function render(time) {
  frame = 0;
  const begun = performance.now();
  const runs = live?.run === 'running' || live?.run === 'asleep';
  if (arrived !== null && (begun >= rested || !runs)) take();
  else if (arrived !== null) wakeLater();
  if (live === null) return;
  const shown = past ?? live;
  let soon = false;
  if (dirty) {
    dirty = false;
    const before = past === null ? recent[0] : null;
    ring.show(shown, before);
    queues.show(shown);
    tables.show(shown, before);
    if (control.show(live, over)) soon = true;
    control.banner(live, cursor, over);
    document.body.classList.toggle('past', cursor !== null);
    card.refresh();
    rested = performance.now() + 4 * (performance.now() - begun);
  }
  const at = now();
  const moving = ring.tick(shown, at, Math.min(100, time - last));
  last = time;
  const counting = queues.tick(shown, at) || shown.run === 'asleep';
  if (soon) setTimeout(changed, 450);
  if (moving) wake();
  else if (counting && past === null && !over) wakeLater();
}

/** Makes the State that has arrived the newest one. */
function take() {
  live = JSON.parse(arrived);
  kept.push({ at: live.at, text: arrived });
  keptSize += arrived.length;
  while (keptSize > KEPT) keptSize -= kept.shift().text.length;
  arrived = null;
  came = performance.now();
  recent.push(live);
  while (recent.length > 1 && live.at - recent[1].at > 1e9) recent.shift();
  if (came - sampled > 1000 && recent[0] !== live) {
    tables.sample(live, recent[0]);
    sampled = came;
  }
  if (live.run === 'ended') over = true;
  timeline.show(live);
  dirty = true;
}

/** Asks for the State: a loop that sleeps tells of nothing, not even of a breakpoint that was set. */
async function ask() {
  const text = await fetch('state').then((answer) => (answer.ok ? answer.text() : null), () => null);
  // What came in the meantime is newer.
  if (text === null || JSON.parse(text).at < (arrived === null ? live.at : JSON.parse(arrived).at)) return;
  arrived = text;
  wake();
}

let looking = false;

/** Shows the State of a moment: one question at a time, and the last one wins. */
async function scrub(at) {
  cursor = at;
  if (at === null) past = null;
  changed();
  if (looking) return;
  looking = true;
  while (cursor !== null) {
    const wanted = cursor;
    const found = await stateAt(wanted);
    if (cursor !== null) past = found;
    changed();
    if (cursor === wanted) break;
  }
  looking = false;
}

async function stateAt(at) {
  try {
    const answer = await fetch(`state?at=${at}`);
    if (answer.ok) return await answer.json();
  } catch {
    // The program is over; this page has seen some of its past.
  }
  const before = kept.findLast((state) => state.at <= at) ?? kept[0];
  return JSON.parse(before.text);
}

function listen() {
  const source = new EventSource('events');
  source.addEventListener('state', (event) => {
    arrived = event.data;
    wake();
  });
  source.addEventListener('error', async () => {
    source.close();
    // The page's server lives in the program: when it does not answer, there is no program.
    const answers = await fetch('state').then((answer) => answer.ok, () => false);
    if (answers && !over) setTimeout(listen, 500);
    else end();
  });
}

function end() {
  over = true;
  if (live === null) $('run').textContent = 'no program answers';
  changed();
}

ring.build();
queues.build();
tables.build();
control.build(timeline.toLive, changed, ask);
timeline.build(scrub);
card.listen(now);
document.addEventListener('visibilitychange', wake);
document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape') card.close();
});
listen();
